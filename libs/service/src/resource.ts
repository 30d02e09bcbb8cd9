// Something that is started before the first event and stopped after the last: a model, a server, a connection.

export interface Resource<T> {
  readonly name: string
  start(): Promise<T>
  stop?(value: T): Promise<void>
}

export const resource = <T>(spec: Resource<T>): Resource<T> => spec

export type Resources = Readonly<Record<string, Resource<unknown>>>
export type Started<R extends Resources> = { readonly [K in keyof R]: R[K] extends Resource<infer T> ? T : never }

/** Resources of one process by name: two declarations that ask for the same name share one value. */
export interface Running<T> {
  readonly values: T
  stop(): Promise<void>
}

/** Starts in order; when one fails, those already started are stopped in reverse before the error goes on. */
export async function startAll<R extends Resources>(resources: R): Promise<Running<Started<R>>> {
  const values: Record<string, unknown> = {}
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    const errors: unknown[] = []
    for (const stopOne of stops.splice(0).reverse()) await stopOne().catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw new AggregateError(errors, 'some resources did not stop')
  }
  for (const [key, one] of Object.entries(resources)) {
    try {
      const value = await one.start()
      values[key] = value
      stops.push(async () => one.stop?.(value))
    } catch (error) {
      await stop().catch(() => undefined)
      throw error
    }
  }
  return { values: values as Started<R>, stop }
}
