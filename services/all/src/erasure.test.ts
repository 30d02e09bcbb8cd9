// A deletion erases: nothing that was said stays anywhere but in the source topics, until their retention.

import { type Collection, collections, readRecord, topics } from '@thala/contracts'
import { scanAll } from '@thala/store'
import { said, slackMessage, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const report = { ts: '1700000000.000001', text: 'broken checkout with a canary' }
const reply = { ts: '1700000100.000001', text: 'talk about it', thread: report.ts, parentText: report.text }

async function everything(on: World): Promise<string> {
  await on.store.refresh()
  const found: string[] = []
  const all: readonly Collection[] = Object.values(collections)
  for (const collection of all)
    for await (const document of scanAll(on.store, collection)) found.push(JSON.stringify(document))
  return found.join('\n')
}

async function linkInputs(on: World) {
  const records = await Promise.all(
    Array.from({ length: 8 }, (_, partition) =>
      on.bus.read({ topic: topics.linkInputs.name, partition, from: 0, limit: 100 }),
    ),
  )
  return records.flat().flatMap(({ value }) => {
    const read = readRecord(topics.linkInputs, value)
    return read.ok ? [read.value] : []
  })
}

describe('a deleted message', () => {
  it('leaves no text in any collection, and no features in what is kept for ever', async () => {
    world = await startWorld(() => pipeline(standIns()))
    await world.append(said(report))
    await world.drain()
    expect(await everything(world)).toContain('canary')
    expect((await linkInputs(world)).some(({ terms }) => terms.length > 0)).toBe(true)

    await world.append(said({ ...report, deleted: true, revision: 1_700_000_500_000 }))
    await world.drain()
    expect(await everything(world)).not.toContain('canary')
    for (const input of await linkInputs(world)) expect(input).toMatchObject({ deleted: true, terms: [], vector: null })
  })

  it('does not come back with an older version of it that arrives late', async () => {
    world = await startWorld(() => pipeline(standIns()))
    await world.append(said({ ...report, deleted: true, revision: 1_700_000_500_000 }))
    await world.drain()
    const before = await world.hash()
    await world.append(said(report))
    await world.drain()
    expect(await everything(world)).not.toContain('canary')
    expect(await world.hash()).toBe(before)
  })

  it('takes its incident with it when it was the only report, though others had replied', async () => {
    world = await startWorld(() => pipeline(standIns()))
    await world.append(said(report, reply))
    await world.drain()
    await world.append(said({ ...report, deleted: true, revision: 1_700_000_500_000 }))
    await world.drain()
    await world.store.refresh()
    const live = await world.store.findBy(collections.incidents, 'live', [true])
    expect(live).toEqual([])
    expect(slackMessage(report).text).toContain('canary')
  })
})
