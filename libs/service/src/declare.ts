// Makes declarations: gives handlers their exact types, fills in defaults, and checks what types cannot.

import type { Collection, Topic } from '@thala/contracts'
import type { Document } from '@thala/store'
import { z } from 'zod'
import type {
  Event,
  Fold,
  FoldDeclaration,
  FoldRow,
  Memo,
  ReadContext,
  ReleaseContext,
  ServeContext,
  Served,
  ServiceDeclaration,
  SourceDeclaration,
  SourceItem,
  StoreReader,
  ViewDeclaration,
} from './declaration.ts'
import type { EventOf, Outcome, Output, To, Topics } from './outcome.ts'
import type { Resources, Started } from './resource.ts'

type None = Record<never, never>
type Values<S extends z.ZodRawShape> = z.infer<z.ZodObject<S>>
type Serving<P extends Topics, S extends z.ZodRawShape, R extends Resources, H extends Topics> = Omit<
  ServeContext,
  'config' | 'deps' | 'to' | 'heard'
> & {
  readonly deps: Started<R>
  readonly config: Values<S>
  readonly to: To<P>
  readonly heard: (listener: (change: ChangeOf<H>) => void) => () => void
}

interface Base<
  C extends Topics,
  P extends Topics,
  S extends z.ZodRawShape,
  R extends Resources,
  H extends Topics = None,
> {
  readonly name: string
  readonly consumes?: C
  readonly produces?: P
  readonly hears?: H
  readonly config?: z.ZodObject<S>
  resources?(config: Values<S>): R
  readonly batchSize?: number
  serve?(context: Serving<P, S, R, H>): Promise<Served>
}

/** One of the inputs, told apart by `input`. */
export type ChangeOf<C extends Topics> = {
  [K in keyof C & string]: { readonly input: K; readonly value: EventOf<C[K]> }
}[keyof C & string]

const defaults = { consumes: {}, produces: {}, hears: {}, config: z.object({}), resources: () => ({}) }

/** message → outputs. A handler that returns nothing does not compile. */
export function service<
  const C extends Topics = None,
  const P extends Topics = None,
  S extends z.ZodRawShape = None,
  R extends Resources = None,
  const H extends Topics = None,
>(
  spec: Base<C, P, S, R, H> & {
    /** Events of one partition in the handler at once. Default 16. */
    readonly concurrency?: number
    /** Default 60,000. */
    readonly deadlineMs?: number
    readonly handle?: {
      [K in keyof C & string]: (
        event: Event<EventOf<C[K]>>,
        context: { readonly deps: Started<R>; readonly config: Values<S>; readonly memo: Memo; readonly to: To<P> },
      ) => Promise<Outcome> | Outcome
    }
  },
): ServiceDeclaration {
  return { ...defaults, batchSize: 100, concurrency: 16, deadlineMs: 60_000, handle: {}, ...spec, kind: 'service' }
}

/** Events grouped by key in log order; one stored state for each key. */
export function view<const C extends Topics, State, S extends z.ZodRawShape = None, R extends Resources = None>(
  spec: Omit<Base<C, None, S, R>, 'produces'> & {
    readonly consumes: C
    readonly collection: Collection
    key(change: ChangeOf<C>): string
    evolve(state: State | undefined, change: ChangeOf<C>): State
    project(state: State, id: string): Pick<Document, 'index' | 'search'>
    readonly announces?: { readonly topic: Topic; notice(id: string, version: number): object }
    erases?(state: State, id: string): string | null
    releases?(
      states: readonly State[],
      context: Omit<ReleaseContext, 'deps'> & { readonly deps: Started<R> },
    ): Promise<readonly string[]>
  },
): ViewDeclaration {
  const { announces, ...rest } = spec
  if (!announces) return { ...defaults, batchSize: 500, ...rest, kind: 'view' }
  const announce = (id: string, version: number): Output => ({
    name: 'changed',
    topic: announces.topic,
    value: announces.notice(id, version),
  })
  return { ...defaults, batchSize: 500, ...rest, produces: { changed: announces.topic }, announce, kind: 'view' }
}

/** One owner for each scope decides over a whole sequence, in memory, and keeps a row for each event. */
export function fold<const C extends Topics, const P extends Topics, Body, S extends z.ZodRawShape = None>(
  spec: Base<C, P, S, None> & {
    readonly consumes: C
    readonly produces: P
    readonly collection: Collection
    readonly unpublishedField: string
    scope(change: ChangeOf<C>): string
    open(
      scope: string,
      store: StoreReader,
    ): Promise<{
      prepare(batch: readonly ChangeOf<C>[]): Promise<void>
      place(batch: readonly ChangeOf<C>[]): readonly (FoldRow & { readonly body: Body })[]
    }>
    emit(body: Body, generation: string): readonly Output[]
  },
): FoldDeclaration {
  const open = (scope: string, store: StoreReader): Promise<Fold> => spec.open(scope, store)
  return { ...defaults, batchSize: 500, ...spec, open, kind: 'fold' }
}

/** No input: yields records from a checkpoint on. */
export function source<const P extends Topics, S extends z.ZodRawShape = None, R extends Resources = None>(
  spec: Base<None, P, S, R> & {
    readonly produces: P
    checkpointId(config: Values<S>): string
    read(
      context: Omit<ReadContext, 'config' | 'deps' | 'to'> & {
        readonly deps: Started<R>
        readonly config: Values<S>
        readonly to: To<P>
      },
    ): AsyncIterable<SourceItem>
  },
): SourceDeclaration {
  return { ...defaults, batchSize: 500, ...spec, kind: 'source' }
}
