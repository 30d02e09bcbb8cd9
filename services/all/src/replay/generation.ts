// Another generation of the pipeline beside the one that runs: groups and topics of its own, a namespace of the store of its
// own. It answers to nobody and posts nothing: no declaration in it serves or sends (ports that post would be recorders here).

import type { Bus } from '@thala/bus'
import { collections, sourceTopics } from '@thala/contracts'
import {
  type Env,
  type Group,
  generationEnv,
  groupsOf,
  type Log,
  type Running,
  run,
  topicName,
  topicSpecs,
} from '@thala/runtime'
import type { Declaration } from '@thala/service'
import type { Document, Store } from '@thala/store'
import { deletionsFirst } from './deletions-first.ts'

/** What runs for real. */
export interface Main {
  readonly bus: Bus
  readonly store: Store
  readonly env: Env
  readonly declarations: readonly Declaration[]
  readonly log?: Log
  /** For tests: delays of the retry tiers. */
  readonly retryDelaysMs?: readonly number[]
}

export type OnlySource = 'slack' | 'jira' | 'email'

export interface Generation {
  readonly name: string
  readonly env: Env
  /** Its namespace: what it wrote itself. */
  readonly store: Store
  readonly groups: readonly Group[]
  start(only?: OnlySource): Promise<Running>
  /** Forgets its topics, groups and documents. */
  remove(): Promise<void>
}

export async function openGeneration(main: Main, name: string): Promise<Generation> {
  const { bus, declarations } = main
  const env = generationEnv(main.env, name)
  const store = await main.store.namespace(name)
  const groups = groupsOf(declarations, env, name)
  const mainTopics = new Set(topicSpecs(declarations, main.env).map((spec) => spec.name))
  const ownTopics = topicSpecs(declarations, env).flatMap((spec) => (mainTopics.has(spec.name) ? [] : [spec.name]))
  const { log, retryDelaysMs } = main
  return {
    name,
    env,
    store,
    groups,
    start: (only) =>
      run((only ? readingOnly(declarations, only) : declarations).map(holdingOn), {
        bus: apart(main),
        store: rememberingToo(store, main.store),
        env,
        generation: name,
        ...(log && { log }),
        ...(retryDelaysMs && { retryDelaysMs }),
      }),
    remove: async () => {
      await bus.remove({ topics: ownTopics, groups: groups.map(({ group }) => group) })
      await main.store.drop(name)
    },
  }
}

/** The log for a generation: it overwrites nothing, for it is not alone there; and what was deleted since is never read. */
function apart({ bus, store, env }: Main): Bus {
  const sources = new Set(Object.values(sourceTopics).map((topic) => topicName(topic, env)))
  return {
    ...bus,
    overwrite: async () => 0,
    subscribe: (options) => bus.subscribe({ ...options, onBatch: deletionsFirst(store, sources, options.onBatch) }),
  }
}

/** A memo of the main store is used, never computed again; new ones stay in the namespace. */
function rememberingToo(own: Store, main: Store): Store {
  return {
    ...own,
    get: async <T>(collection: Parameters<Store['get']>[0], ids: readonly string[]) => {
      const found = await own.get<T>(collection, ids)
      if (collection.name !== collections.memos.name) return found
      const missing = ids.filter((id) => !found.has(id))
      const known: Map<string, Document<T>> = missing.length > 0 ? await main.get<T>(collection, missing) : new Map()
      return new Map([...found, ...known])
    },
  }
}

/** What is kept outside of the store is needed by what runs for real: a generation lets go of nothing. */
function holdingOn(declaration: Declaration): Declaration {
  if (declaration.kind !== 'view') return declaration
  const { releases: _, ...rest } = declaration
  return rest
}

/** Declarations that read one source alone. */
const readingOnly = (declarations: readonly Declaration[], only: OnlySource): readonly Declaration[] => {
  const others = new Set<string>(Object.values(sourceTopics).map(({ name }) => name))
  others.delete(sourceTopics[only].name)
  return declarations.map((one) => ({
    ...one,
    consumes: Object.fromEntries(Object.entries(one.consumes).filter(([, { name }]) => !others.has(name))),
  }))
}
