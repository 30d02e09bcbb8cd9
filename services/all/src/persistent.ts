// A log and a store for work that takes long: what does not answer for a while is asked again. Every call may be repeated,
// for whoever uses these does only what can be done twice.

import { setTimeout as wait } from 'node:timers/promises'
import type { Bus } from '@thala/bus'
import { isThalaError } from '@thala/contracts'
import type { Store } from '@thala/store'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** Longer than a broker or a node takes to come back. */
const GIVE_UP_MS = 120_000

type Call<A extends unknown[], R> = (...args: A) => Promise<R>

function again<A extends unknown[], R>(call: Call<A, R>, giveUpMs: number): Call<A, R> {
  return async (...args) => {
    const deadline = Date.now() + giveUpMs
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS))
      try {
        return await call(...args)
      } catch (error) {
        if (!isThalaError(error, 'dependency-down') || Date.now() + pauseMs > deadline) throw error
        await wait(pauseMs)
      }
  }
}

export const persistentBus = (bus: Bus, giveUpMs = GIVE_UP_MS): Bus => ({
  ...bus,
  ensureTopics: again(bus.ensureTopics, giveUpMs),
  publish: again(bus.publish, giveUpMs),
  lag: again(bus.lag, giveUpMs),
  read: again(bus.read, giveUpMs),
  overwrite: again(bus.overwrite, giveUpMs),
  offsetsAt: again(bus.offsetsAt, giveUpMs),
  seek: again(bus.seek, giveUpMs),
  remove: again(bus.remove, giveUpMs),
})

export const persistentStore = (store: Store, giveUpMs = GIVE_UP_MS): Store => ({
  ...store,
  get: <T>(...args: Parameters<Store['get']>) => again(() => store.get<T>(...args), giveUpMs)(),
  update: (collection, ids, evolve) => again(() => store.update(collection, ids, evolve), giveUpMs)(),
  findBy: <T>(...args: Parameters<Store['findBy']>) => again(() => store.findBy<T>(...args), giveUpMs)(),
  scan: <T>(...args: Parameters<Store['scan']>) => again(() => store.scan<T>(...args), giveUpMs)(),
  refresh: again(store.refresh, giveUpMs),
  namespace: async (name) => persistentStore(await again(store.namespace, giveUpMs)(name), giveUpMs),
  promote: again(store.promote, giveUpMs),
  drop: again(store.drop, giveUpMs),
})
