// The four kinds of declaration. A service is data: what it reads, what it writes, how it decides. The runtime does the rest.

import type { Collection, Json } from '@thala/contracts'
import type { Document, Store } from '@thala/store'
import type { z } from 'zod'
import type { Outcome, Output, Topics } from './outcome.ts'
import type { Resources } from './resource.ts'

/** Reading side of the store, for handlers that serve people. Writing is the runtime's alone. */
export type StoreReader = Pick<Store, 'get' | 'findBy' | 'search' | 'scan'>

/** Computes once, remembers in the store before anything is published, and answers with what is remembered. */
export type Memo = <T extends Json>(
  key: { messageId: string; recipe: string; input: unknown },
  compute: () => Promise<T>,
) => Promise<T>

export interface Event<T> {
  readonly value: T
  /** When the log took it, epoch ms. For measuring; never for deciding. */
  readonly appendedAt: number
}

export type Settings = Readonly<Record<string, unknown>>
export type Deps = Readonly<Record<string, unknown>>

// Members that a declaration's author writes are methods, not function properties: their parameters are then compared
// both ways, so that a declaration with exact types is also a `Declaration`, without a cast.
interface Common {
  readonly name: string
  readonly consumes: Topics
  readonly produces: Topics
  /** What its server is told of, besides: notices, read as a broadcast. Nothing is kept of how far. */
  readonly hears: Topics
  readonly config: z.ZodObject
  resources(config: Settings): Resources
  /** Most records handed over at once. */
  readonly batchSize: number
  serve?(context: ServeContext): Promise<Served>
}

export interface ServeContext {
  readonly config: Settings
  readonly deps: Deps
  readonly store: StoreReader
  /** Appends to the log; resolves when durable. The only way in which a server writes. */
  readonly append: (outputs: readonly Output[]) => Promise<void>
  readonly health: () => Health
  readonly metrics: () => Promise<string>
  readonly to: Readonly<Record<string, Sender>>
  /** Logs what went wrong inside, which callers are not told. */
  readonly report: (error: unknown) => void
  /**
   * Calls `listener` with every event of `hears` from now on, in order within a key; what came while nobody ran is not told.
   * Must not throw. Answers how to stop listening.
   */
  readonly heard: (listener: (change: Change) => void) => () => void
}

export interface Health {
  readonly live: boolean
  readonly ready: boolean
  /** Why not ready, or what is degraded; empty when all is well. */
  readonly reasons: readonly string[]
}

export interface Served {
  stop(): Promise<void>
}

export interface ServiceDeclaration extends Common {
  readonly kind: 'service'
  /** How many events of one partition may be in the handler at once. */
  readonly concurrency: number
  /** A handler that takes longer has failed. */
  readonly deadlineMs: number
  readonly handle: Readonly<Record<string, Handler>>
}

export type Handler = { handler(event: Event<unknown>, context: HandleContext): Promise<Outcome> | Outcome }['handler']

export interface HandleContext {
  readonly deps: Deps
  readonly config: Settings
  readonly memo: Memo
  readonly to: Readonly<Record<string, Sender>>
}

export type Sender = { send(value: object, options?: { id: string }): Output }['send']

export interface Change {
  /** Name of the input, as in `consumes`. */
  readonly input: string
  readonly value: unknown
}

export interface ViewDeclaration extends Common {
  readonly kind: 'view'
  readonly collection: Collection
  key(change: Change): string
  /** Throws for an event that cannot be applied: that event is rejected, the others go on. Must be pure. */
  evolve(state: unknown, change: Change): unknown
  /** What can be looked up and searched. */
  project(state: unknown, id: string): Pick<Document, 'index' | 'search'>
  /** Announces every key that was touched, changed or not. */
  announce?(id: string, version: number): Output
  /** Id of a message of which every trace must go, when this state says so. */
  erases?(state: unknown, id: string): string | null
  /**
   * Lets go of what is kept outside of the store for these states alone, now that they are stored. Answers ids of which
   * every trace must go as well. Called again, with the same or newer states, when the events are delivered again.
   */
  releases?(states: readonly unknown[], context: ReleaseContext): Promise<readonly string[]>
}

export interface ReleaseContext {
  readonly deps: Deps
  readonly store: StoreReader
  /** Makes what was stored visible to `findBy`. */
  readonly refresh: () => Promise<void>
}

/** Body of a view's documents. `version` counts changes. */
export interface Versioned<S> {
  readonly version: number
  readonly state: S
}

/** One row of a fold. The runtime adds who wrote it and whether its outputs are out. */
export interface FoldRow {
  readonly id: string
  readonly body: unknown
  /** Carries the declaration's `unpublishedField` (with the scope as value) while outputs of the row are to be published. */
  readonly index: Document['index']
  /** The row's own input is new, rather than that its decision followed from another row. Such rows are stored last. */
  readonly cause: boolean
}

export interface StoredRow<B = unknown> {
  readonly ownerEpoch: number
  readonly row: B
}

export interface Fold {
  /** Reads from the store whatever the batch needs and is not in memory. */
  prepare(batch: readonly Change[]): Promise<void>
  /** Places the whole batch, then decides. Answers every row that changed. Throws for nothing but a bug. */
  place(batch: readonly Change[]): readonly FoldRow[]
}

export interface FoldDeclaration extends Common {
  readonly kind: 'fold'
  readonly collection: Collection
  /** One owner per scope. */
  scope(change: Change): string
  open(scope: string, store: StoreReader): Promise<Fold>
  /** Outputs of a row: a pure function of it, so that a successor can repeat what a dead owner had not published. */
  emit(body: unknown, generation: string): readonly Output[]
  /** Field of `index` that marks rows whose outputs are not out yet. */
  readonly unpublishedField: string
}

export type SourceItem =
  | { readonly outputs: readonly Output[]; readonly checkpoint?: Json }
  | {
      readonly rejected: { readonly bytes: Uint8Array; readonly where: string; readonly reason: string }
      readonly checkpoint?: Json
    }

export interface ReadContext {
  readonly checkpoint: Json | undefined
  readonly config: Settings
  readonly deps: Deps
  readonly to: Readonly<Record<string, Sender>>
  readonly signal: AbortSignal
}

export interface SourceDeclaration extends Common {
  readonly kind: 'source'
  /** Name under which the checkpoint is kept. */
  checkpointId(config: Settings): string
  read(context: ReadContext): AsyncIterable<SourceItem>
}

export type Declaration = SourceDeclaration | ServiceDeclaration | ViewDeclaration | FoldDeclaration
