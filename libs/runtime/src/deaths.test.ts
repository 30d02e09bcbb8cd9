import { setTimeout as wait } from 'node:timers/promises'
import { collections, topics } from '@thala/contracts'
import { done, service } from '@thala/service'
import { said, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeadLetter } from './dead-letters.ts'
import { MOST_DEATHS } from './deaths.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const handled: string[] = []
const never = new Promise<never>(() => undefined)
let killer: string | undefined
let died: (() => void) | undefined

/** Hangs for ever on one message: the nearest thing to a process that dies in a handler, within one process. */
const mortal = service({
  name: 'mortal',
  consumes: { slack: topics.slackEvents },
  concurrency: 1,
  deadlineMs: 600_000,
  handle: {
    slack: async ({ value }) => {
      if (value.text === killer) {
        died?.()
        return never
      }
      handled.push(value.text)
      return done()
    },
  },
})

/** Dies on one message; another, of another partition, takes long enough to be in its handler at that moment. */
let isDying = false
const companions = service({
  name: 'companions',
  consumes: { slack: topics.slackEvents },
  concurrency: 1,
  deadlineMs: 600_000,
  handle: {
    slack: async ({ value }) => {
      if (value.text === 'deadly') {
        isDying = true
        died?.()
        return never
      }
      await wait(20)
      if (isDying) return never
      handled.push(value.text)
      return done()
    },
  },
})

const death = () => new Promise<void>((resolve) => (died = resolve))
const letters = async (on: World) => {
  await on.store.refresh()
  return (await on.store.scan<DeadLetter>(collections.deadLetters, { limit: 10 })).documents.map(({ body }) => body)
}

describe('a message that kills the process', () => {
  it('is given up after its third death alone in the handler; its neighbours are handled', async () => {
    killer = 'deadly'
    let fallen = death()
    world = await startWorld(() => [mortal])
    const texts = ['before', 'deadly', 'after']
    await world.append(said(...texts.map((text, i) => ({ ts: `1700000000.00000${i}`, text }))))
    await fallen
    // The first death was in company, the next three alone.
    for (let alone = 0; alone < MOST_DEATHS; alone++) {
      expect(await letters(world)).toEqual([])
      fallen = death()
      world = await world.restart()
      await fallen
    }
    world = await world.restart()
    await world.drain()
    expect(await letters(world)).toMatchObject([{ stage: 'mortal', code: 'crashed' }])
    expect(handled.filter((text) => text === 'after')).toEqual(['after'])
    expect(world.running.health()).toMatchObject({
      ready: false,
      reasons: [expect.stringContaining('gave up a message')],
    })
  })

  it('leaves what only stood beside it innocent', async () => {
    let fallen = death()
    isDying = false
    world = await startWorld(() => [companions])
    const channels = Array.from({ length: 20 }, (_, i) => `C${i}`)
    const bystanders = channels.map((channel, i) => ({ ts: `1700000200.0000${10 + i}`, channel, text: `beside ${i}` }))
    await world.append(said(...bystanders, { ts: '1700000200.000099', channel: 'C0', text: 'deadly' }))
    for (let deaths = 0; deaths <= MOST_DEATHS; deaths++) {
      await fallen
      fallen = death()
      isDying = false
      world = await world.restart()
    }
    await world.drain()
    expect(await letters(world)).toMatchObject([{ stage: 'companions', code: 'crashed' }])
    expect(new Set(handled.filter((text) => text.startsWith('beside'))).size).toBe(bystanders.length)
  })

  it('is not counted when the process died for another reason', async () => {
    killer = 'slow'
    world = await startWorld(() => [mortal])
    for (let i = 0; i <= MOST_DEATHS; i++) {
      const fallen = death()
      // Another message each time: none of them is ever alone in the handler twice.
      await world.append(said({ ts: `170000010${i}.000000`, text: 'slow' }))
      await fallen
      killer = undefined
      world = await world.restart()
      await world.drain()
      killer = 'slow'
    }
    killer = undefined
    expect(await letters(world)).toEqual([])
  })
})
