import { collections, ThalaError } from '@thala/contracts'
import { standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'
import { persistentBus, persistentStore } from './persistent.ts'

let world: World
beforeEach(async () => {
  world = await startWorld(() => pipeline(standIns()))
})
afterEach(() => world.stop())

/** Fails so many times, then does what it is asked. */
function failing<A extends unknown[], R>(times: number, error: Error, call: (...args: A) => Promise<R>) {
  let left = times
  return (...args: A): Promise<R> => (left-- > 0 ? Promise.reject(error) : call(...args))
}

const down = new ThalaError('dependency-down', 'it does not answer')

describe('what does not answer', () => {
  it('is asked again until it does', async () => {
    const { bus, store } = world
    const name = world.running.groups[0]?.topics[0] ?? ''
    const lags = await persistentBus({ ...bus, lag: failing(2, down, bus.lag) }).lag('nobody', [name])
    expect(lags).toHaveLength(8)
    const drop = failing(2, down, store.drop)
    await persistentStore({ ...store, drop }).drop('nothing')
    let tries = 0
    const get: typeof store.get = async <T>(...args: Parameters<typeof store.get>) => {
      if (tries++ < 2) throw down
      return store.get<T>(...args)
    }
    expect((await persistentStore({ ...store, get }).get(collections.messages, ['m'])).size).toBe(0)
    expect(tries).toBe(3)
  })

  it('is given up after a while', async () => {
    const lag = failing(1_000, down, world.bus.lag)
    await expect(persistentBus({ ...world.bus, lag }, 150).lag('nobody', [])).rejects.toBe(down)
  })
})

describe('any other failure', () => {
  it('is told at once', async () => {
    const wrong = new ThalaError('bad-input', 'wrong')
    const lag = failing(1, wrong, world.bus.lag)
    await expect(persistentBus({ ...world.bus, lag }).lag('nobody', [])).rejects.toBe(wrong)
  })
})
