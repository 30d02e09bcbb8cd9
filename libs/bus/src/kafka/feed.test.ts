import { describe, expect, it } from 'vitest'
import type { BusRecord } from '../port.ts'
import { openFeed } from './feed.ts'

const place = { topic: 't', partition: 0 }
const record = (offset: number): BusRecord => ({
  ...place,
  offset,
  key: null,
  value: new Uint8Array(1),
  headers: {},
  appendedAt: 0,
})
const fetched = (from: number, to: number) => ({
  records: Array.from({ length: to - from }, (_, i) => record(from + i)),
  next: to,
})
const { signal } = new AbortController()
const open = (earliest = 0, batchSize = 5) => openFeed(place, earliest, batchSize, () => undefined)
const offsets = ({ records }: { records: readonly BusRecord[] }) => records.map(({ offset }) => offset)

describe('a feed', () => {
  it('asks for nothing until somebody takes, then from there on', async () => {
    const feed = open()
    expect(feed.wants()).toBeNull()
    const taking = feed.take(3, 10, signal)
    expect(feed.wants()).toBe(3)
    feed.accept(3, fetched(3, 6))
    expect(offsets(await taking)).toEqual([3, 4, 5])
    expect(feed.wants()).toBe(6)
  })

  it('gives again what is not committed, without another fetch', async () => {
    const feed = open()
    const taking = feed.take(0, 2, signal)
    feed.accept(0, fetched(0, 4))
    expect(offsets(await taking)).toEqual([0, 1])
    expect(offsets(await feed.take(0, 2, signal))).toEqual([0, 1])
    expect(offsets(await feed.take(1, 9, signal))).toEqual([1, 2, 3])
  })

  it('fetches ahead, but only so much', async () => {
    const feed = open(0, 2)
    const taking = feed.take(0, 2, signal)
    feed.accept(0, fetched(0, 4))
    await taking
    expect(feed.wants()).toBeNull()
    await feed.take(2, 2, signal)
    expect(feed.wants()).toBe(4)
  })

  it('says that records are gone before anything is fetched', async () => {
    const feed = open(7)
    expect(await feed.take(3, 2, signal)).toEqual({ records: [], gapEnd: 7 })
    expect(feed.wants()).toBeNull()
  })

  it('first gives what it has when the front of the log goes away', async () => {
    const feed = open()
    const taking = feed.take(0, 9, signal)
    feed.accept(0, fetched(0, 2))
    await taking
    feed.startsAt(50)
    expect(offsets(await feed.take(1, 9, signal))).toEqual([1])
    expect(await feed.take(2, 9, signal)).toEqual({ records: [], gapEnd: 50 })
  })

  it('passes over an answer to a question that it no longer asks', async () => {
    const feed = open()
    void feed.take(0, 9, signal)
    feed.accept(0, fetched(0, 2))
    feed.accept(0, fetched(0, 2))
    expect(offsets(await feed.take(0, 9, signal))).toEqual([0, 1])
    expect(feed.wants()).toBe(2)
  })

  it('goes on behind records that only Kafka reads', () => {
    const feed = open()
    void feed.take(0, 9, signal)
    feed.accept(0, { records: [], next: 3 })
    expect(feed.wants()).toBe(3)
  })

  it('tells a failure to whoever takes, once, and fetches nothing until then', async () => {
    const feed = open()
    const taking = feed.take(0, 9, signal)
    feed.fail(new Error('down'))
    expect(feed.wants()).toBeNull()
    await expect(taking).rejects.toThrow('down')
    void feed.take(0, 9, signal)
    expect(feed.wants()).toBe(0)
  })

  it('lets go when the lane is aborted', async () => {
    const aborter = new AbortController()
    const taking = open().take(0, 9, aborter.signal)
    aborter.abort()
    expect(await taking).toEqual({ records: [], gapEnd: null })
  })
})
