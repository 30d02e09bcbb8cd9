import { collections, dependencyDown, topics } from '@thala/contracts'
import { done, reject, type ServiceDeclaration, service } from '@thala/service'
import { type Said, said, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type DeadLetter, replayDeadLetter } from './dead-letters.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const many = (count: number, text: (i: number) => string): Said[] =>
  Array.from({ length: count }, (_, i) => ({ ts: `${1_700_000_000 + i}.000000`, text: text(i), channel: `C${i % 5}` }))

const reader = (handle: (text: string) => Promise<ReturnType<typeof done>>): ServiceDeclaration =>
  service({
    name: 'reader',
    consumes: { slack: topics.slackEvents },
    handle: { slack: ({ value }) => handle(value.text) },
  })

const letters = async (on: World): Promise<DeadLetter[]> => {
  await on.store.refresh()
  return (await on.store.scan<DeadLetter>(collections.deadLetters, { limit: 1_000 })).documents.map(({ body }) => body)
}

describe('a dependency that is down', () => {
  it('costs no try and no message: the partition waits and says so', async () => {
    let calls = 0
    const reasons: string[] = []
    world = await startWorld(() => [
      reader(async () => {
        if (++calls <= 4) {
          reasons.push(...(world?.running.health().reasons ?? []))
          throw dependencyDown('the model')
        }
        return done()
      }),
    ])
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await world.drain()
    expect(calls).toBe(5)
    expect(reasons).toContain('reader waits: the model does not answer')
    expect(await letters(world)).toEqual([])
    expect(world.running.health().ready).toBe(true)
    expect(await world.running.metrics()).toMatch(/thala_pauses_total\{service="reader"\} 4/)
  })
})

describe('rejections', () => {
  it('above a tenth of the last thousand pause the stage and take its readiness', async () => {
    let handled = 0
    world = await startWorld(() => [
      reader(async () => {
        handled++
        return reject('not like this')
      }),
    ])
    await world.append(said(...many(2_000, (i) => `bad ${i}`)))
    while (world.running.health().ready) await new Promise(setImmediate)
    expect(world.running.health().reasons).toEqual([
      expect.stringMatching(/reader refused \d+ of the last \d+ records/),
    ])
    expect(handled).toBeLessThan(2_000)
  })
})

describe('a dead letter', () => {
  it('goes back to the stage that refused it, and to no other', async () => {
    let broken = true
    const seen: string[] = []
    const other = service({
      name: 'other',
      consumes: { slack: topics.slackEvents },
      handle: {
        slack: ({ value }) => {
          seen.push(value.text)
          return done()
        },
      },
    })
    world = await startWorld(() => [reader(async () => (broken ? reject('not yet') : done())), other])
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await world.drain()
    const [letter] = await letters(world)
    expect(letter).toMatchObject({ status: 'dead', reason: 'not yet' })

    broken = false
    await replayDeadLetter(world.bus, world.store, {}, letter?.id ?? '')
    await world.drain()
    expect(await letters(world)).toMatchObject([{ status: 'replayed' }])
    expect(seen).toEqual(['x'])
  })

  it('that is not there is an error that says where to look', async () => {
    world = await startWorld(() => [reader(async () => done())])
    const { bus, store } = world
    await expect(replayDeadLetter(bus, store, {}, 'nope')).rejects.toThrow(/no dead letter nope.*dlq list/)
  })
})

describe('shutdown', () => {
  it('leaves what was not finished to the next run', async () => {
    let calls = 0
    let entered: () => void = () => undefined
    const inside = new Promise<void>((resolve) => (entered = resolve))
    const declaration = reader(async () => {
      if (++calls > 1) return done()
      entered()
      return new Promise(() => undefined)
    })
    world = await startWorld(() => [declaration])
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await inside
    expect(world.running.health().ready).toBe(true)
    const stopped = world.running.stop({ timeoutMs: 50 })
    expect(world.running.health()).toMatchObject({ ready: false, reasons: ['stopping'] })
    await stopped
    world = await world.restart()
    await world.drain()
    expect(calls).toBe(2)
  })
})
