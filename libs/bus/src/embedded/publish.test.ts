import { headers as names } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { OutgoingRecord } from '../port.ts'
import { MAX_CALL_RECORDS, recordBytes } from '../records.ts'
import { layOut } from './publish.ts'

const days = { name: 'days', partitions: 2, retention: 'days', streams: [11, 12] } as const
const forever = { name: 'forever', partitions: 1, retention: 'forever', streams: [20] } as const
const topicOf = (name: string) => (name === 'days' ? days : forever)
const record = (more: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  topic: 'days',
  key: 'k',
  value: new Uint8Array(10),
  headers: {},
  ...more,
})

describe('the size of a record', () => {
  it('counts UTF-8 bytes of key, headers and value', () => {
    expect(recordBytes(record({ key: 'ü', headers: { a: '€', '': '' } }))).toBe(10 + 2 + 1 + 3)
    expect(recordBytes(record({ key: null, value: null }))).toBe(0)
  })
})

describe('a call', () => {
  it('of too many records, or of too many bytes together, is refused', () => {
    const many = Array.from({ length: MAX_CALL_RECORDS + 1 }, () => record())
    expect(() => layOut(many, topicOf, 100)).toThrowError(expect.objectContaining({ code: 'output-too-large' }))
    expect(() => layOut(many.slice(1), topicOf, 100)).not.toThrow()
    const mebibyte = record({ value: new Uint8Array(1024 * 1024) })
    const heavy = Array.from({ length: 65 }, () => mebibyte)
    expect(() => layOut(heavy, topicOf, 2 ** 21)).toThrowError(expect.objectContaining({ code: 'output-too-large' }))
  })

  it('names the topic and the limit of a record that is too large', () => {
    expect(() => layOut([record(), record({ key: 'kk' })], topicOf, 11)).toThrow(
      'days: a record of 12 bytes, at most 11',
    )
  })

  it('goes to the streams of its keys', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f']
    const { streams } = layOut(
      keys.map((key) => record({ key })),
      topicOf,
      100,
    )
    expect(new Set(streams)).toEqual(new Set([11, 12]))
  })

  it('remembers the subject only where records are kept for ever', () => {
    const headers = { [names.subject]: 'm1' }
    const { subjects } = layOut(
      [record({ headers }), record({ topic: 'forever', headers }), record({ topic: 'forever' })],
      topicOf,
      100,
    )
    expect(subjects).toEqual([null, 'm1', null])
  })
})
