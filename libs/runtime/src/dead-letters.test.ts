import type { BusRecord } from '@thala/bus'
import { headers } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { deadLetterId, deadLetterRecord, evolveDeadLetter } from './dead-letters.ts'

const bytes = new TextEncoder().encode('{"broken')
const origin = {
  topic: 'thala-slack-events',
  key: 'c1',
  value: bytes,
  headers: { [headers.subject]: 'm1', other: 'x' },
}
const failure = { stage: 'attachments', code: 'bad-record', reason: 'not JSON', failedAt: 5 }

const arrived = (record: ReturnType<typeof deadLetterRecord>): BusRecord => ({
  ...record,
  partition: 0,
  offset: 1,
  appendedAt: 9,
})
const dead = () => evolveDeadLetter(undefined, arrived(deadLetterRecord({}, origin, failure)))

describe('dead letters', () => {
  it('keep the original bytes, where they came from and why', () => {
    expect(dead()).toMatchObject({
      status: 'dead',
      stage: 'attachments',
      code: 'bad-record',
      reason: 'not JSON',
      topic: 'thala-slack-events',
      key: 'c1',
      subject: 'm1',
      bytes: Buffer.from(bytes).toString('base64'),
      failedAt: 5,
    })
  })

  it('are one for the same bytes at the same stage, however often they came', () => {
    const id = deadLetterId('a', 't', 'k', bytes)
    expect(deadLetterId('a', 't', 'k', new Uint8Array(bytes))).toBe(id)
    expect(deadLetterId('b', 't', 'k', bytes)).not.toBe(id)
    expect(deadLetterId('a', 't', 'k', null)).not.toBe(id)
  })

  it('cut a reason that would not end', () => {
    const record = deadLetterRecord({}, origin, { ...failure, reason: 'x'.repeat(10_000) })
    expect(record.headers[headers.errorReason]).toHaveLength(500)
  })

  it('are replayed when a marker says so, and dead again when they fail again', () => {
    const letter = dead()
    const marker = { headers: { [headers.deadLetterId]: letter?.id ?? '', [headers.replayed]: '1' } }
    const replayed = evolveDeadLetter(letter, { ...arrived(deadLetterRecord({}, origin, failure)), ...marker })
    expect(replayed).toMatchObject({ status: 'replayed', bytes: letter?.bytes })
    expect(evolveDeadLetter(replayed, arrived(deadLetterRecord({}, origin, failure)))).toMatchObject({ status: 'dead' })
  })

  it('ignore a record that is none', () => {
    expect(
      evolveDeadLetter(undefined, { ...arrived(deadLetterRecord({}, origin, failure)), headers: {} }),
    ).toBeUndefined()
  })
})
