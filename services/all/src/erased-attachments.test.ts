// What was attached to a deleted message goes with it, unless somebody else's message has the same bytes.

import { type Blobs, openMemoryBlobs } from '@thala/blobs'
import { type Collection, collections, type SourceMessage, topics } from '@thala/contracts'
import { outputTo } from '@thala/service'
import { scanAll } from '@thala/store'
import { type Said, slackMessage, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

let world: World
let blobs: Blobs
let picture: string
beforeEach(async () => {
  blobs = openMemoryBlobs()
  picture = await blobs.put(new TextEncoder().encode('canary in a picture'))
  world = await startWorld(() => pipeline(standIns(blobs)))
})
afterEach(() => world.stop())

const toSlack = outputTo('slack', topics.slackEvents)
const send = ({ v: _, id, ...value }: SourceMessage) => toSlack(value, { id })
const LATER = 1_700_000_500_000

const one: Said = { ts: '1700000000.000001', text: 'broken checkout' }
const other: Said = { ts: '1700000100.000001', text: 'broken as well', channel: 'C2' }

const withPicture = (said: Said, id = 'e1'): SourceMessage => {
  const message = slackMessage(said)
  const attachment = { name: 'a.png', mimeType: 'image/png', bytes: 19, url: null, text: null, sha256: picture }
  return { ...message, id: `${message.id}-${id}`, attachments: [attachment] }
}
const deletion = (said: Said) => slackMessage({ ...said, deleted: true, revision: LATER })

async function take(...messages: readonly SourceMessage[]): Promise<void> {
  await world.append(messages.map(send))
  await world.drain()
}

async function everything(): Promise<string> {
  await world.store.refresh()
  const found: string[] = []
  const all: readonly Collection[] = Object.values(collections)
  for (const collection of all)
    for await (const document of scanAll(world.store, collection)) found.push(JSON.stringify(document))
  return found.join('\n')
}

describe('a picture of two messages', () => {
  beforeEach(() => take(withPicture(one), withPicture(other)))

  it('stays, with what was read from it, when one of them is deleted', async () => {
    await take(deletion(one))
    expect(await blobs.get(picture)).not.toBeNull()
    expect(await everything()).toContain('canary')
  })

  it('goes, with what was read from it, when both are', async () => {
    await take(deletion(one))
    await take(deletion(other))
    expect(await blobs.get(picture)).toBeNull()
    expect(await everything()).not.toContain('canary')
  })

  it('goes when both are deleted at the same time', async () => {
    await take(deletion(one), deletion(other))
    expect(await blobs.get(picture)).toBeNull()
    expect(await everything()).not.toContain('canary')
  })
})

describe('a picture of one message', () => {
  it('goes also when the message was edited without it first', async () => {
    await take(withPicture(one))
    await take(slackMessage({ ...one, revision: 1_700_000_300_000 }))
    expect(await blobs.get(picture)).not.toBeNull()
    await take(deletion(one))
    expect(await blobs.get(picture)).toBeNull()
    expect(await everything()).not.toContain('canary')
  })

  it('goes also when it arrives after the deletion', async () => {
    await take(deletion(one))
    await take(withPicture(one))
    expect(await blobs.get(picture)).toBeNull()
    expect(await everything()).not.toContain('canary')
  })

  it('is gone after a death between the deletion of the message and its own', async () => {
    await take(withPicture(one))
    const died = world.dieAt({ stage: 'indexer-messages', point: 'stored' })
    await world.append([send(deletion(one))])
    await died
    expect(await blobs.get(picture)).not.toBeNull()
    world = await world.restart()
    await world.drain()
    expect(await blobs.get(picture)).toBeNull()
    expect(await everything()).not.toContain('canary')
  })
})
