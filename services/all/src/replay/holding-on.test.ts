import { openMemoryBlobs } from '@thala/blobs'
import { collections, topics } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import { drain } from '@thala/runtime'
import { outputTo, type Versioned } from '@thala/service'
import { type Said, slackMessage, standIns, startWorld } from '@thala/testkit'
import { expect, it } from 'vitest'
import { pipeline } from '../declarations.ts'
import { openGeneration } from './generation.ts'
import { mainOf } from './testing.ts'

const report: Said = { ts: '1700000000.000001', text: 'broken checkout' }
const toSlack = outputTo('slack', topics.slackEvents)

it('removes no attachment of a message deleted meanwhile: that is for what runs for real, which knows who else has it', async () => {
  const blobs = openMemoryBlobs()
  const picture = await blobs.put(new TextEncoder().encode('stack trace'))
  const removed: string[] = []
  const watched = { ...blobs, remove: async (sha256: string) => void removed.push(sha256) }
  const world = await startWorld(() => pipeline(standIns(blobs)))
  try {
    const { v: _, id, ...value } = slackMessage(report)
    const attachment = { name: 'a.png', mimeType: 'image/png', bytes: 11, url: null, text: null, sha256: picture }
    await world.append([toSlack({ ...value, attachments: [attachment] }, { id })])
    await world.drain()
    const generation = await openGeneration({ ...mainOf(world), declarations: pipeline(standIns(watched)) }, 'again')
    const running = await generation.start()
    await drain(world.bus, generation.groups)
    const {
      v: __,
      id: deletionId,
      ...deletion
    } = slackMessage({ ...report, deleted: true, revision: 1_700_000_500_000 })
    await world.append([toSlack(deletion, { id: deletionId })])
    await world.drain()
    await drain(world.bus, generation.groups)
    await running.stop()

    const found = await generation.store.get<Versioned<MessageState>>(collections.messages, [value.messageId])
    expect(found.get(value.messageId)?.body.state).toMatchObject({ deleted: true, blobs: [picture] })
    expect(removed).toEqual([])
    expect(await blobs.get(picture)).toBeNull()
  } finally {
    await world.stop()
  }
})
