import { describe, expect, it, vi } from 'vitest'
import { healthBoard } from './health.ts'
import { unlessHung } from './hung.ts'

const HUNG_AFTER_MS = 50
const place = { topic: 'thala-link-inputs', partition: 3 }

function inHand(waitsFor?: string, stepsEveryMs?: number) {
  const health = healthBoard()
  if (waitsFor) health.degrade('dependency:linker', waitsFor)
  const { promise, resolve } = Promise.withResolvers<void>()
  const work = (stepped: () => void) => {
    const steps = stepsEveryMs === undefined ? undefined : setInterval(stepped, stepsEveryMs)
    return promise.finally(() => clearInterval(steps))
  }
  return { health, over: unlessHung({ name: 'linker', health }, place, work, HUNG_AFTER_MS), finish: resolve }
}

describe('a batch in hand', () => {
  it('that does not end, although all is well, is for another process', async () => {
    const { health, over, finish } = inHand()
    await vi.waitFor(() => expect(health.read().live).toBe(false))
    expect(health.read().reasons).toEqual(['linker does not finish a batch of thala-link-inputs/3: start it again'])
    finish()
    await over
  })

  it('that waits for something that is away may take as long as that', async () => {
    const [waiting, hung] = [inHand('linker waits: Elasticsearch'), inHand()]
    await vi.waitFor(() => expect(hung.health.read().live).toBe(false))
    expect(waiting.health.read().live).toBe(true)
    waiting.finish()
    hung.finish()
    await Promise.all([waiting.over, hung.over])
  })

  it('of which some is finished every now and then may take long', async () => {
    const [stepping, hung] = [inHand(undefined, 5), inHand()]
    await vi.waitFor(() => expect(hung.health.read().live).toBe(false))
    expect(stepping.health.read().live).toBe(true)
    stepping.finish()
    hung.finish()
    await Promise.all([stepping.over, hung.over])
  })

  it('that ended is no longer looked at', async () => {
    const [ended, hung] = [inHand(), inHand()]
    ended.finish()
    await ended.over
    await vi.waitFor(() => expect(hung.health.read().live).toBe(false))
    expect(ended.health.read().live).toBe(true)
    hung.finish()
    await hung.over
  })
})
