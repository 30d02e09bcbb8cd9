// What others put into our topics: each bad record is a dead letter with its bytes and one line that says what is wrong.

import type { OutgoingRecord } from '@thala/bus'
import { collections, ENVELOPE_VERSION, topics } from '@thala/contracts'
import { done, service } from '@thala/service'
import { said, startWorld } from '@thala/testkit'
import { describe, expect, it } from 'vitest'
import type { DeadLetter } from './dead-letters.ts'
import { seal } from './seal.ts'

const [message] = said({ ts: '1700000000.000001', text: 'payments time out' })
if (!message) throw new Error('nothing was said')
const good = seal(message, {})
const later = { v: ENVELOPE_VERSION + 1, id: 'x', whatever: true }
const bytes = (text: string) => new TextEncoder().encode(text)

const bad: readonly (readonly [what: string, record: Partial<OutgoingRecord>, code: string, line: RegExp])[] = [
  ['no JSON', { value: bytes('payments time out') }, 'bad-record', /^not JSON: /],
  ['no text in UTF-8', { value: new Uint8Array([0xff, 0xfe, 0x00]) }, 'bad-record', /^not JSON: /],
  ['JSON of something else', { value: bytes('{"hello":"world"}') }, 'bad-record', /messageId: /],
  ['a later version', { value: bytes(JSON.stringify(later)) }, 'future-version', /version 2, .*: upgrade it/],
  ['no key', { key: null }, 'bad-record', /^no key: it must be the conversation id$/],
  ['no value', { value: null }, 'bad-record', /^the record has no value$/],
]

describe('a record with', () => {
  it.each(bad)('%s is a dead letter with its bytes; the others go on', async (_, change, code, line) => {
    const seen: string[] = []
    const reader = service({
      name: 'reader',
      consumes: { slack: topics.slackEvents },
      handle: {
        slack: ({ value }) => {
          seen.push(value.text)
          return done()
        },
      },
    })
    const world = await startWorld(() => [reader])
    try {
      const record = { ...good, ...change }
      await world.bus.publish([record, good])
      await world.drain()
      await world.store.refresh()
      const { documents } = await world.store.scan<DeadLetter>(collections.deadLetters, { limit: 10 })
      expect(documents.map(({ body }) => body)).toMatchObject([
        {
          status: 'dead',
          stage: 'reader',
          code,
          reason: expect.stringMatching(line),
          topic: topics.slackEvents.name,
          key: record.key,
          bytes: record.value && Buffer.from(record.value).toString('base64'),
        },
      ])
      expect(seen).toEqual(['payments time out'])
    } finally {
      await world.stop()
    }
  })
})
