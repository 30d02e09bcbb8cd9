// The contract of the log itself: how far groups are, reading without a group, and what is removed or overwritten.

import { headers as headerNames } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import {
  type Bench,
  bytes,
  commitAll,
  contents,
  follow,
  freshName,
  freshTopic,
  gate,
  publish,
  record,
  subscribe,
  until,
  waiting,
  words,
} from './bench.ts'

export function keeping({ open, declared }: Bench): void {
  describe('lag', () => {
    it('of a group that never read is everything, by partition', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { partitions: 2 })
      await bus.publish(['a', 'b', 'c', 'd', 'e'].map((key) => record(topic, key, key)))
      const lags = await bus.lag(freshName('never'), [topic])
      expect(lags.map((lag) => [lag.topic, lag.partition])).toEqual([
        [topic, 0],
        [topic, 1],
      ])
      for (const lag of lags) {
        const kept = (await contents(bus, topic, 2)).filter((one) => one.partition === lag.partition)
        expect(lag.waiting).toBe(kept.length)
        expect(lag.end).toBeGreaterThan(kept.at(-1)?.offset ?? -1)
        expect(lag.committed).toBeLessThanOrEqual(kept[0]?.offset ?? 0)
      }
    })

    it('shrinks with each commit, and is the same for every client', async () => {
      const [bus, other] = [await open(), await open()]
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, 'a', 'b', 'c')
      const [half, go] = [gate(), gate()]
      await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          await batch.commit((batch.records[0]?.offset ?? -2) + 1)
          half.open()
          await go.opened
          await commitAll(batch)
        },
      })
      await half.opened
      expect([await waiting(bus, group, topic), await waiting(other, group, topic)]).toEqual([2, 2])
      go.open()
      await until('nothing waits', async () => (await waiting(other, group, topic)) === 0)
      const [lag] = await bus.lag(group, [topic])
      expect(lag?.committed).toBeGreaterThan((await contents(bus, topic)).at(-1)?.offset ?? Number.NaN)
      expect(lag?.end).toBeGreaterThanOrEqual(lag?.committed ?? Number.NaN)
    })
  })

  describe('read', () => {
    it('starts at an offset, ends at a limit, and moves no group', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, 'a', 'b', 'c', 'd')
      const all = await contents(bus, topic)
      const from = all[1]?.offset ?? -1
      expect((await bus.read({ topic, partition: 0, from, limit: 2 })).map(words)).toEqual(['b', 'c'])
      expect((await bus.read({ topic, partition: 0, from: from + 1, limit: 50 })).map(words)).toEqual(['c', 'd'])
      const end = (await bus.lag(group, [topic]))[0]?.end ?? -1
      expect(await bus.read({ topic, partition: 0, from: end, limit: 50 })).toEqual([])
      expect(await waiting(bus, group, topic)).toBe(4)
    })

    it('brings everything within the limit, however large', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const value = new Uint8Array(bus.maxRecordBytes - 100)
      for (let i = 0; i < 12; i++) await bus.publish([{ ...record(topic, ''), value }])
      expect(await bus.read({ topic, partition: 0, from: 0, limit: 100 })).toHaveLength(12)
    })

    it('of a partition that the topic does not have is refused', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      await expect(bus.read({ topic, partition: 1, from: 0, limit: 1 })).rejects.toMatchObject({ code: 'bad-input' })
    })
  })

  describe('retention', () => {
    if (declared.expire !== undefined) {
      it(`is not the client's to enforce: ${declared.expire}`, async () => {
        expect(await (await open()).expire(Date.now() + 60_000)).toBe(0)
      })
      return
    }

    it('removes old records of topics kept for days, and of no other', async () => {
      const bus = await open()
      const [days, forever] = [await freshTopic(bus), await freshTopic(bus, { retention: 'forever' })]
      await publish(bus, days, 'old', 'older')
      await publish(bus, forever, 'kept')
      const [first] = await contents(bus, days)
      await bus.expire(first?.appendedAt ?? Number.NaN)
      expect(await contents(bus, days)).toHaveLength(2)
      expect(await bus.expire((first?.appendedAt ?? Number.NaN) + 60_000)).toBeGreaterThanOrEqual(2)
      expect(await contents(bus, days)).toEqual([])
      expect((await contents(bus, forever)).map(words)).toEqual(['kept'])
      await publish(bus, days, 'new')
      const [next] = await contents(bus, days)
      expect(next?.offset).toBeGreaterThan(first?.offset ?? Number.NaN)
    })

    it('is a loud, counted gap for a group that had not read what is gone, told once', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      const one = await follow(bus, group, topic)
      await publish(bus, topic, 'read')
      await until('it was read', async () => (await waiting(bus, group, topic)) === 0)
      await one.stop()
      await publish(bus, topic, 'lost', 'lost too')
      const lost = await contents(bus, topic)
      await bus.expire(Date.now() + 60_000)
      await publish(bus, topic, 'next')

      const gaps: { topic: string; partition: number; from: number; to: number }[] = []
      const onGap = (gap: (typeof gaps)[number]) => gaps.push(gap)
      const next = await follow(bus, group, topic, { onGap })
      await until('it goes on', () => next.seen.length >= 1)
      expect(next.seen).toEqual(['next'])
      expect(gaps).toEqual([{ topic, partition: 0, from: expect.any(Number), to: expect.any(Number) }])
      expect(gaps[0]?.from).toBeLessThanOrEqual(lost[1]?.offset ?? Number.NaN)
      expect(gaps[0]?.to).toBeGreaterThan(lost.at(-1)?.offset ?? Number.NaN)
      await next.stop()
      const last = await follow(bus, group, topic, { onGap })
      await publish(bus, topic, 'last')
      await until('it goes on', () => last.seen.includes('last'))
      expect(gaps).toHaveLength(1)
    })

    it('is no gap for a group that had read it all, nor for a new one', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      const gaps: unknown[] = []
      const onGap = (gap: unknown) => gaps.push(gap)
      const one = await follow(bus, group, topic, { onGap })
      await publish(bus, topic, 'a', 'b')
      await until('it was read', async () => (await waiting(bus, group, topic)) === 0)
      await bus.expire(Date.now() + 60_000)
      await publish(bus, topic, 'c')
      const fresh = await follow(bus, freshName('new'), topic, { onGap })
      await until('both have it', () => one.seen.length >= 3 && fresh.seen.length >= 1)
      expect([one.seen, fresh.seen, gaps]).toEqual([['a', 'b', 'c'], ['c'], []])
    })
  })

  describe('overwriting', () => {
    const about = (topic: string, subject: string, value: string) => ({
      ...record(topic, value),
      headers: { [headerNames.subject]: subject },
    })

    if (declared.overwrite !== undefined) {
      it(`is beyond this log: ${declared.overwrite}`, async () => {
        const bus = await open()
        const topic = await freshTopic(bus, { retention: 'forever' })
        await bus.publish([about(topic, 'm1', 'stays')])
        expect(await bus.overwrite('m1', bytes('gone'))).toBe(0)
        expect((await contents(bus, topic)).map(words)).toEqual(['stays'])
      })
      return
    }

    it('replaces the value of every record about a subject, in topics kept for ever', async () => {
      const bus = await open()
      const [forever, days] = [await freshTopic(bus, { retention: 'forever' }), await freshTopic(bus)]
      const [gone, other] = [freshName('m'), freshName('m')]
      await bus.publish([about(forever, gone, 'a'), about(forever, other, 'b'), about(forever, gone, 'c')])
      await bus.publish([about(days, gone, 'expires by itself'), record(forever, 'about nothing')])
      expect(await bus.overwrite(freshName('nobody'), bytes('x'))).toBe(0)
      expect(await bus.overwrite(gone, bytes('erased'))).toBe(2)
      expect((await contents(bus, forever)).map(words)).toEqual(['erased', 'b', 'erased', 'about nothing'])
      expect((await contents(bus, days)).map(words)).toEqual(['expires by itself'])
    })

    it('keeps key, headers and offset, and refuses a value over the limit', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { retention: 'forever' })
      const subject = freshName('m')
      await bus.publish([about(topic, subject, 'text')])
      const before = await contents(bus, topic)
      await expect(bus.overwrite(subject, new Uint8Array(bus.maxRecordBytes + 1))).rejects.toMatchObject({
        code: 'output-too-large',
      })
      await bus.overwrite(subject, bytes('-'))
      expect(await contents(bus, topic)).toEqual(before.map((one) => ({ ...one, value: bytes('-') })))
    })
  })
}
