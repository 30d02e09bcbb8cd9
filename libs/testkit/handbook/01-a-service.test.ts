// Handbook, chapter 1: a service.
//
// A service turns messages into messages. It is data: a name, what it reads, what it writes, and a handler for each input.
// The handler answers with an outcome; the runtime alone publishes, tries again, dead-letters and commits.
// Every example below runs on the real embedded log and store.

import { collections, topics } from '@thala/contracts'
import type { DeadLetter } from '@thala/runtime'
import { done, reject, service, skip } from '@thala/service'
import { said, slackMessage, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

/** What a service wrote to a topic, in the order of the log. */
async function written(on: World, topic: string): Promise<unknown[]> {
  const values: unknown[] = []
  for (let partition = 0; partition < 8; partition++)
    for (const record of await on.bus.read({ topic, partition, from: 0, limit: 1000 }))
      values.push(JSON.parse(new TextDecoder().decode(record.value ?? new Uint8Array())))
  return values
}

async function deadLetters(on: World): Promise<DeadLetter[]> {
  await on.store.refresh()
  const page = await on.store.scan<DeadLetter>(collections.deadLetters, { limit: 100 })
  return page.documents.map((document) => document.body)
}

describe('a service', () => {
  // The smallest useful one: it passes a message on, in capitals.
  const shouter = service({
    name: 'shouter',
    consumes: { slack: topics.slackEvents },
    produces: { enriched: topics.enriched },
    handle: {
      slack: ({ value: { v: _v, id: _id, ...message } }, { to }) => {
        if (message.deleted) return skip('nothing to shout about')
        if (message.text === '') return reject('a message without text')
        return done(to.enriched({ ...message, text: message.text.toUpperCase() }))
      },
    },
  })

  it('answers done with its outputs, which get ids that follow from the input', async () => {
    world = await startWorld(() => [shouter])
    await world.append(said({ ts: '1700000000.000001', text: 'help' }))
    await world.drain()
    const [first] = await written(world, topics.enriched.name)
    expect(first).toMatchObject({ v: 1, text: 'HELP', messageId: 'slack:T1:C1:1700000000.000001' })

    // The same message delivered again: the same output again, under the same id. Readers are idempotent.
    await world.append(said({ ts: '1700000000.000001', text: 'help' }))
    await world.drain()
    const [, second] = await written(world, topics.enriched.name)
    expect(second).toEqual(first)
  })

  it('answers skip when nothing is to be done, and that is right', async () => {
    world = await startWorld(() => [shouter])
    await world.append(said({ ts: '1700000000.000001', text: '', deleted: true }))
    await world.drain()
    expect(await written(world, topics.enriched.name)).toEqual([])
    expect(await deadLetters(world)).toEqual([])
  })

  it('answers reject for bad data: its original bytes become a dead letter and the stream goes on', async () => {
    world = await startWorld(() => [shouter])
    await world.append(said({ ts: '1700000000.000001', text: '' }, { ts: '1700000000.000002', text: 'next' }))
    await world.drain()
    expect(await deadLetters(world)).toMatchObject([
      { stage: 'shouter', code: 'rejected', reason: 'a message without text', topic: topics.slackEvents.name },
    ])
    expect(await written(world, topics.enriched.name)).toMatchObject([{ text: 'NEXT' }])
  })

  it('never sees a record that does not fit its topic', async () => {
    world = await startWorld(() => [shouter])
    const value = new TextEncoder().encode('{"v":1,"id":"e"}')
    await world.bus.publish([{ topic: topics.slackEvents.name, key: 'c', value, headers: {} }])
    await world.drain()
    expect(await deadLetters(world)).toMatchObject([
      { code: 'bad-record', bytes: Buffer.from(value).toString('base64') },
    ])
  })
})

describe('a handler that throws', () => {
  const failing = (fails: () => boolean) =>
    service({
      name: 'failing',
      consumes: { slack: topics.slackEvents },
      produces: { enriched: topics.enriched },
      handle: {
        slack: ({ value: { v: _v, id: _id, ...message } }, { to }) => {
          if (fails()) throw new Error('no idea')
          return done(to.enriched(message))
        },
      },
    })

  it('is tried again in tiers', async () => {
    let calls = 0
    world = await startWorld(() => [failing(() => ++calls < 3)])
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await world.drain()
    expect(calls).toBe(3)
    expect(await written(world, topics.enriched.name)).toHaveLength(1)
  })

  it('gives up after the last tier: a dead letter, with the reason', async () => {
    world = await startWorld(() => [failing(() => true)])
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await world.drain()
    expect(await deadLetters(world)).toMatchObject([{ code: 'retries-exhausted', reason: 'no idea' }])
  })
})

describe('memo', () => {
  it('computes once what is not a pure function of the input, and remembers it across a crash', async () => {
    let calls = 0
    const reader = service({
      name: 'reader',
      consumes: { slack: topics.slackEvents },
      produces: { enriched: topics.enriched },
      handle: {
        slack: async ({ value: { v: _v, id: _id, ...message } }, { memo, to }) => {
          const key = { messageId: message.messageId, recipe: 'dice-1', input: message.text }
          const text = await memo(key, async () => `answer ${++calls}`)
          return done(to.enriched({ ...message, text }))
        },
      },
    })
    world = await startWorld(() => [reader])
    const died = world.dieAt({ point: 'handled', stage: 'reader' })
    await world.append(said({ ts: '1700000000.000001', text: 'x' }))
    await died

    world = await world.restart()
    await world.drain()
    expect(calls).toBe(1)
    expect(await written(world, topics.enriched.name)).toMatchObject([{ text: 'answer 1' }])
  })
})

describe('the message of these examples', () => {
  it('is one that a connector could have written', () => {
    expect(topics.slackEvents.schema.safeParse(slackMessage({ ts: '1700000000.000001', text: 'x' })).success).toBe(true)
  })
})
