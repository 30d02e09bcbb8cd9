import { openMemoryBlobs } from '@thala/blobs'
import { collections, type SourceMessage, sourceTopics, topics } from '@thala/contracts'
import { standInAttachmentReader } from '@thala/ocr'
import { outputsTo, outputTo, resource } from '@thala/service'
import { scanAll } from '@thala/store'
import { slackMessage, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { attachments } from './service.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const toSlack = outputTo('slack', topics.slackEvents)
const send = ({ v: _, id, ...value }: SourceMessage) => toSlack(value, { id })

function setUp() {
  const blobs = openMemoryBlobs()
  const read: string[] = []
  const standIn = standInAttachmentReader()
  const reader = {
    ...standIn,
    read: (bytes: Uint8Array, about: { name: string; mimeType: string }) => {
      read.push(about.name)
      return standIn.read(bytes, about)
    },
  }
  const declaration = () =>
    attachments({
      blobs: resource({ name: 'blobs', start: async () => blobs }),
      attachmentReader: resource({ name: 'attachment-reader', start: async () => reader }),
    })
  return { blobs, read, declaration }
}

async function enriched(on: World): Promise<SourceMessage[]> {
  const found: SourceMessage[] = []
  for (let partition = 0; partition < 8; partition++)
    for (const { value } of await on.bus.read({ topic: topics.enriched.name, partition, from: 0, limit: 100 }))
      if (value) found.push(JSON.parse(Buffer.from(value).toString()))
  return found
}

const withFile = (ts: string, sha256: string, fields: object = {}): SourceMessage => ({
  ...slackMessage({ ts, text: 'see the log' }),
  attachments: [{ name: 'trace.log', mimeType: 'text/plain', bytes: 9, url: null, text: null, sha256 }],
  ...fields,
})

describe('the attachments service', () => {
  it('handles every source, and passes a message without attachments on as it is', async () => {
    const declaration = setUp().declaration()
    expect(Object.keys(declaration.handle).sort()).toEqual(Object.keys(sourceTopics).sort())
    const value = { messageId: 'm1', deleted: false, text: 'hello', attachments: [] }
    const context = {
      deps: {},
      config: {},
      to: outputsTo(declaration.produces),
      memo: () => Promise.reject(new Error('nothing is remembered here')),
    }
    for (const handler of Object.values(declaration.handle))
      expect(await handler({ value, appendedAt: 0 }, context)).toMatchObject({
        kind: 'done',
        outputs: [{ name: 'enriched', value }],
      })
  })

  it('reads the same bytes once across messages, and again for nobody after a restart', async () => {
    const { blobs, read, declaration } = setUp()
    const sha256 = await blobs.put(new TextEncoder().encode('disk full'))
    world = await startWorld(() => [declaration()])
    await world.append([send(withFile('1700000000.000001', sha256)), send(withFile('1700000001.000001', sha256))])
    await world.drain()
    world = await world.restart()
    await world.append([send(withFile('1700000002.000001', sha256))])
    await world.drain()
    expect(read).toEqual([sha256])
    const texts = (await enriched(world)).map((message) => message.attachments[0]?.text)
    expect(texts).toEqual(['disk full', 'disk full', 'disk full'])
  })

  it('passes a message on without what cannot be read, and says why', async () => {
    const { blobs, declaration } = setUp()
    const sha256 = await blobs.put(new Uint8Array([0xff, 0xd8, 0xff]))
    world = await startWorld(() => [declaration()])
    await world.append([send(withFile('1700000000.000001', sha256))])
    await world.drain()
    expect((await enriched(world))[0]).toMatchObject({
      text: 'see the log',
      attachments: [{ name: 'trace.log', sha256, text: null, reason: expect.stringContaining('no text') }],
    })
  })

  it('remembers nothing of a deleted message, nor looks at what was attached to it', async () => {
    const { blobs, read, declaration } = setUp()
    const sha256 = await blobs.put(new TextEncoder().encode('canary'))
    world = await startWorld(() => [declaration()])
    await world.append([send(withFile('1700000000.000001', sha256, { deleted: true, text: '' }))])
    await world.drain()
    expect(read).toEqual([])
    const memos = []
    for await (const memo of scanAll(world.store, collections.memos)) memos.push(memo)
    expect(memos).toEqual([])
    expect((await enriched(world))[0]?.attachments).toEqual([])
  })
})
