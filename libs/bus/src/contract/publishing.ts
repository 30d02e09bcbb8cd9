// The contract of the writing side: what `publish` accepts, refuses and promises.

import { headers as headerNames } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partitionFor } from '../murmur2.ts'
import type { OutgoingRecord } from '../port.ts'
import { type Bench, bytes, contents, freshName, freshTopic, publish, record, words } from './bench.ts'

export function publishing({ open }: Bench): void {
  describe('topics', () => {
    it('are refused with another number of partitions, and accepted again with the same', async () => {
      const bus = await open()
      const name = await freshTopic(bus, { partitions: 3 })
      await publish(bus, name, 'kept')
      await expect(bus.ensureTopics([{ name, partitions: 4, retention: 'days' }])).rejects.toMatchObject({
        code: 'topology',
        message: expect.stringContaining(name),
      })
      await bus.ensureTopics([{ name, partitions: 3, retention: 'days' }])
      expect(await contents(bus, name, 3)).toHaveLength(1)
    })

    it('that nobody created are refused, to write and to read', async () => {
      const bus = await open()
      const name = freshName('missing')
      const unknown = { code: 'topology', message: expect.stringContaining(name) }
      await expect(publish(bus, name, 'x')).rejects.toMatchObject(unknown)
      await expect(bus.subscribe({ group: 'g', topics: [name], onBatch: async () => {} })).rejects.toMatchObject(
        unknown,
      )
      await expect(bus.lag('g', [name])).rejects.toMatchObject(unknown)
      await expect(bus.read({ topic: name, partition: 0, from: 0, limit: 1 })).rejects.toMatchObject(unknown)
    })

    it('created by another client are known at once', async () => {
      const [one, other] = [await open(), await open()]
      const name = await freshTopic(one)
      await publish(other, name, 'hello')
      expect((await contents(one, name)).map(words)).toEqual(['hello'])
    })
  })

  describe('publish', () => {
    it('refuses the whole call for one record over the limit, before anything is sent', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const large = { ...record(topic, ''), value: new Uint8Array(bus.maxRecordBytes + 1) }
      await expect(bus.publish([record(topic, 'small'), large, record(topic, 'small')])).rejects.toMatchObject({
        code: 'output-too-large',
      })
      await publish(bus, topic, 'afterwards')
      expect((await contents(bus, topic)).map(words)).toEqual(['afterwards'])
    })

    it('counts key and headers towards the limit, and takes a record that just fits', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const half = 'x'.repeat(bus.maxRecordBytes / 2)
      const base = { topic, key: half, headers: {}, value: new Uint8Array(bus.maxRecordBytes - half.length) }
      await expect(bus.publish([{ ...base, headers: { h: 'v' } }])).rejects.toMatchObject({ code: 'output-too-large' })
      await bus.publish([base])
      expect((await contents(bus, topic)).map((one) => one.value?.length)).toEqual([base.value.length])
    })

    it('takes bytes only', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      for (const wrong of ['{"value":"text"}', '{"value":{"a":1}}', '{"key":7}', '{"headers":{"h":1}}']) {
        const bad: OutgoingRecord = { ...record(topic, 'x'), ...JSON.parse(wrong) }
        await expect(bus.publish([bad])).rejects.toMatchObject({ code: 'bad-record' })
      }
      expect(await contents(bus, topic)).toEqual([])
    })

    it('of nothing is done at once', async () => {
      await (await open()).publish([])
    })

    it('keeps null and empty values, missing and empty keys, and headers to the byte', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const headers = { [headerNames.subject]: 'slack:T1:C1:1.0', empty: '', ключ: 'Grüße, \u{1f525}\n\t"\\ \u0000.' }
      const sent: OutgoingRecord[] = [
        { topic, key: 'k', value: null, headers: {} },
        { topic, key: null, value: new Uint8Array(0), headers },
        { topic, key: '', value: new Uint8Array([0, 255, 128, 10]), headers: { empty: '' } },
        { topic, key: 'Schlüssel \u{1f511} \u0000 .', value: bytes('{}'), headers: {} },
      ]
      for (const one of sent) await bus.publish([one])
      const kept = await contents(bus, topic)
      expect(kept.map(({ key, value, headers }) => ({ topic, key, value, headers }))).toEqual(sent)
    })

    it('keeps any records as they were, in the order of the call within each partition', async () => {
      const bus = await open()
      const anyRecord = fc.record({
        key: fc.option(fc.string({ unit: 'grapheme', maxLength: 20 })),
        value: fc.option(fc.uint8Array({ maxLength: 300 })),
        headers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,12}$/), fc.string({ unit: 'grapheme', maxLength: 20 })),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 40 }), async (some) => {
          const topic = await freshTopic(bus, { partitions: 3 })
          const sent = some.map((one) => ({ ...one, headers: { ...one.headers }, topic }))
          await bus.publish(sent)
          const expected = [0, 1, 2].flatMap((partition) =>
            sent
              .filter((one) => partitionFor(one.key, one.value, 3) === partition)
              .map((one) => ({ ...one, partition })),
          )
          const kept = await contents(bus, topic, 3)
          expect(kept.map(({ offset: _, appendedAt: __, ...rest }) => rest)).toEqual(expected)
        }),
        { numRuns: 8 },
      )
    })

    it('puts a key where Kafka’s own clients would put it, whoever writes', async () => {
      const [one, other] = [await open(), await open()]
      const topic = await freshTopic(one, { partitions: 4 })
      // murmur2 & 0x7fffffff, modulo 4: see Kafka's UtilsTest for the hashes.
      const expected = { '21': 1173551340 % 4, foobar: 1357151166 % 4, abc: 479470107 % 4 }
      for (const key of Object.keys(expected)) {
        await one.publish([record(topic, key, key)])
        await other.publish([record(topic, key, key)])
      }
      const kept = await contents(one, topic, 4)
      expect(kept).toHaveLength(6)
      for (const { key, partition } of kept) expect({ key, partition }).toEqual({ key, partition: partitionOf(key) })

      function partitionOf(key: string | null): number | undefined {
        return Object.entries(expected).find(([name]) => name === key)?.[1]
      }
    })

    it('may be called again with the same memory at once: bytes are taken at the call', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const memory = bytes('first')
      const sent = bus.publish([{ ...record(topic, ''), value: memory.subarray(0, 5) }])
      await sent
      memory.set(bytes('later'))
      await bus.publish([{ ...record(topic, ''), value: memory.subarray(1, 3) }])
      expect((await contents(bus, topic)).map(words)).toEqual(['first', 'at'])
    })

    it('gives ascending offsets and the time of appending', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const before = Date.now()
      await Promise.all(Array.from({ length: 20 }, (_, i) => publish(bus, topic, `a${i}`, `b${i}`)))
      const kept = await contents(bus, topic)
      const offsets = kept.map((one) => one.offset)
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b))
      // A server may have a clock of its own; within a minute it is the same time.
      for (const { appendedAt } of kept) expect(Math.abs(appendedAt - before)).toBeLessThan(60_000)
      // Each call's records lie in the order of the call.
      for (let i = 0; i < 20; i++)
        expect(kept.map(words).indexOf(`a${i}`)).toBeLessThan(kept.map(words).indexOf(`b${i}`))
    })
  })
}
