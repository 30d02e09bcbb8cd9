// One question to the API, and every way in which it can end. Never throws.

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'missing' }
  /** The server answered, and said no. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** Nothing answered, or something failed there: worth asking again. */
  | { readonly kind: 'down' }
  /** The asker no longer wants to know. */
  | { readonly kind: 'dropped' }

const TIMEOUT_MS = 15_000

/** `T` is what the server promises for this path: it is our own, and its answers are made of the same types. */
export async function ask<T>(path: string, dropped: AbortSignal): Promise<Answer<T>> {
  try {
    const signal = AbortSignal.any([dropped, AbortSignal.timeout(TIMEOUT_MS)])
    const response = await fetch(path, { signal, headers: { accept: 'application/json' } })
    if (response.status === 404) return { kind: 'missing' }
    if (response.status >= 500) return { kind: 'down' }
    const body = await response.json()
    return response.ok
      ? { kind: 'ok', value: body }
      : { kind: 'refused', detail: String(body.detail ?? response.status) }
  } catch {
    return dropped.aborted ? { kind: 'dropped' } : { kind: 'down' }
  }
}
