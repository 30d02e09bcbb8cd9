// A whole installation in one process, on the embedded log and store, in a folder of its own: for tests.
// It can die at a named point and be started again on what the dead one left; it waits for quiet and never sleeps.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bus, busModule, type FaultSettings, openEmbeddedBus } from '@thala/bus'
import { drain, type Env, type Point, type Running, run } from '@thala/runtime'
import type { Declaration, Output } from '@thala/service'
import { databaseFile, openDatabase, openFolder } from '@thala/sqlite'
import { openEmbeddedStore, type Store, type StoreFaults, storeModule } from '@thala/store'
import { stateHash } from './state-hash.ts'

export interface WorldOptions {
  readonly env?: Env
  /** Kept by the caller when given; else a temporary one, removed by `stop`. */
  readonly folder?: string
  readonly busFaults?: FaultSettings
  readonly storeFaults?: StoreFaults
  /** What stands between the services and the log and store: for planting faults. */
  readonly around?: { bus?(bus: Bus): Bus; store?(store: Store): Store }
}

export interface Death {
  readonly point: Point
  /** Declaration; any, when absent. */
  readonly stage?: string
  /** How many times the point is passed before. Default 0. */
  readonly after?: number
}

export interface World {
  readonly bus: Bus
  readonly store: Store
  readonly running: Running
  readonly folder: string
  /** Appends outputs as a server would. */
  append(outputs: readonly Output[]): Promise<void>
  /** Everything that was appended has had its full effect. */
  drain(): Promise<void>
  hash(): Promise<string>
  /** Arms a death; resolves once the process "died" there: nothing goes on, nothing is cleaned up. */
  dieAt(death: Death): Promise<void>
  /** Lets go of the dead process and starts again on the same folder. */
  restart(): Promise<World>
  stop(): Promise<void>
}

const never = new Promise<never>(() => undefined)

export async function startWorld(
  declarations: () => readonly Declaration[],
  options: WorldOptions = {},
): Promise<World> {
  if (options.folder) return inFolder(await openFolder(options.folder), declarations, { ...options, keep: true })
  const folder = await openFolder(await mkdtemp(join(tmpdir(), 'thala-world-')))
  return inFolder(folder, declarations, { ...options, keep: false })
}

async function inFolder(
  folder: string,
  declarations: () => readonly Declaration[],
  options: WorldOptions & { readonly keep: boolean },
): Promise<World> {
  const env = options.env ?? {}
  const database = await openDatabase({ file: databaseFile(folder), modules: [busModule, storeModule] })
  const bus = await openEmbeddedBus(database, options.busFaults ? { faults: options.busFaults } : {})
  const store = await openEmbeddedStore(database, options.storeFaults ? { faults: options.storeFaults } : {})

  let dead = false
  let armed: (Death & { passes: number; died: () => void }) | undefined
  const at = async (point: Point, stage: string): Promise<void> => {
    if (dead) return never
    if (!armed || armed.point !== point || (armed.stage !== undefined && armed.stage !== stage)) return
    if (armed.passes++ < (armed.after ?? 0)) return
    dead = true
    armed.died()
    return never
  }

  const { around = {} } = options
  const running = await run(declarations(), {
    bus: around.bus?.(bus) ?? bus,
    store: around.store?.(store) ?? store,
    env,
    retryDelaysMs: [0, 0, 0],
    at,
  })
  const close = async (timeoutMs: number) => {
    await running.stop({ timeoutMs })
    await bus.close()
    await store.close()
    await database.close()
  }
  return {
    bus,
    store,
    running,
    folder,
    append: running.append,
    drain: () => drain(bus, running.groups),
    hash: async () => {
      await store.refresh()
      return stateHash(store, bus, env)
    },
    dieAt: (death) => new Promise((resolve) => (armed = { ...death, passes: 0, died: resolve })),
    restart: async () => {
      dead = true
      await close(0)
      return inFolder(folder, declarations, options)
    },
    stop: async () => {
      await close(dead ? 0 : 5_000)
      if (!options.keep) await rm(folder, { recursive: true, force: true })
    },
  }
}
