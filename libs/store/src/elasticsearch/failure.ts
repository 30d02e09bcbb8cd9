// What a failed request means: try again, mend a setting, expected here, or our bug. Pure; one table for all requests.

import { thalaCommand } from '@thala/contracts'
import { ThalaError } from '@thala/contracts/errors'

export interface Failure {
  /** HTTP status; null: no answer came, so nobody knows whether the request was carried out. */
  readonly status: number | null
  /** As Elasticsearch names it (`index_not_found_exception`), or the name of the client's error. */
  readonly type: string
  readonly reason: string
  /** The index or alias that the failure is about, where it names one. */
  readonly index: string | null
  /** From the header `Retry-After`. */
  readonly retryAfterMs: number | null
}

/** Undefined: not of a request, so a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const { name, message } = error
  if (name === 'ResponseError') return responseFailure(error)
  const unanswered = ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'RequestAbortedError']
  // An answer that was cut off half-way is one that never came.
  if (unanswered.includes(name) || name === 'DeserializationError')
    return { status: null, type: name, reason: message || name, index: null, retryAfterMs: null }
  if (name === 'ProductNotSupportedError')
    return { status: 200, type: name, reason: message, index: null, retryAfterMs: null }
  return undefined
}

function responseFailure(error: Error): Failure {
  const status = numberIn(error, 'statusCode')
  const body = objectIn(error, 'body')
  const cause = objectIn(body, 'error')
  const seconds = Number(textIn(objectIn(error, 'headers'), 'retry-after') ?? Number.NaN)
  return {
    status,
    type: textIn(cause, 'type') ?? `status ${status}`,
    reason: textIn(cause, 'reason') ?? `it answered ${status}`,
    index: textIn(cause, 'index') ?? null,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
  }
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const objectIn = (value: unknown, name: string): unknown => property(value, name)
const textIn = (value: unknown, name: string): string | undefined => {
  const found = property(value, name)
  return typeof found === 'string' ? found : undefined
}
const numberIn = (value: unknown, name: string): number | null => {
  const found = property(value, name)
  return typeof found === 'number' ? found : null
}

const PASSING: readonly (number | null)[] = [null, 408, 429, 500, 502, 503, 504]

/** A write block, or a full disk: somebody has to lift it, and then what waits goes on. */
export const isBlocked = (failure: { readonly status: number | null; readonly type: string }): boolean =>
  failure.status === 403 && failure.type === 'cluster_block_exception'

/** Worth another try in a moment, whatever was asked. */
export const isPassing = (failure: { readonly status: number | null }): boolean => PASSING.includes(failure.status)

const isMissing = (failure: Failure): boolean => failure.status === 404 && failure.type === 'index_not_found_exception'

/**
 * Of a search: its index went away while it ran, before a shard was asked (`index_not_found_exception`) or between finding
 * and fetching (`search_context_missing_exception`, inside a `search_phase_execution_exception`).
 */
export const wasCut = ({ status }: Pick<Failure, 'status'>): boolean => status === 404

/** No index stands behind this name; otherwise one that did has just been replaced. */
export const isMissingName = (failure: Failure, name: string): boolean => isMissing(failure) && failure.index === name

export interface Address {
  /** Host and port, without credentials. */
  readonly host: string
  readonly credentials: 'none' | 'api-key' | 'password'
}

/** The error that leaves the store. */
export function errorOf(failure: Failure, { host, credentials }: Address, cause: unknown): Error {
  const { status, type, reason } = failure
  const at = `Elasticsearch at ${host}`
  if (/certificate|self.signed|ERR_TLS/i.test(reason) && status === null)
    return new ThalaError(
      'bad-config',
      `${at} shows a certificate that is not trusted (${reason}): set ELASTICSEARCH_CA`,
      {
        cause,
      },
    )
  if (type === 'ProductNotSupportedError')
    return new ThalaError('bad-config', `what answers at ${host} is no Elasticsearch: correct ELASTICSEARCH_URL`, {
      cause,
    })
  if (type === 'media_type_header_exception')
    return new ThalaError('bad-config', `${at} is of another major version, 9 is needed: correct ELASTICSEARCH_URL`, {
      cause,
    })
  if (isBlocked(failure))
    return new ThalaError('dependency-down', `${at} takes no writes now (${reason}): ${WHY_BLOCKED}`, { cause })
  if (status === 401 || status === 403)
    return new ThalaError('bad-config', `${at} ${REFUSALS[credentials]} (${reason})`, { cause })
  if (isPassing(failure))
    return new ThalaError('dependency-down', `${at} (ELASTICSEARCH_URL) does not answer: ${reason}`, { cause })
  return new Error(`${at} refused a request: ${type}: ${reason}`, { cause })
}

export const WHY_BLOCKED = `its disk is full, or a reindex is under way (if none runs, begin it again: '${thalaCommand('store reindex')}')`

const REFUSALS: Readonly<Record<Address['credentials'], string>> = {
  none: 'asks who we are: set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD',
  'api-key': 'refuses ELASTICSEARCH_API_KEY, or it may not do this',
  password: 'refuses ELASTICSEARCH_USERNAME with ELASTICSEARCH_PASSWORD, or they may not do this',
}
