// The contract of the reading side: what a subscription delivers, delivers again, and when it stops.

import { describe, expect, it } from 'vitest'
import { partitionFor } from '../murmur2.ts'
import type { Batch, BusRecord } from '../port.ts'
import {
  type Bench,
  commitAll,
  contents,
  follow,
  freshName,
  freshTopic,
  gate,
  lastOffset,
  publish,
  record,
  subscribe,
  until,
  waiting,
  words,
} from './bench.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `n${from + i}`)

export function delivery({ open }: Bench): void {
  describe('a subscription', () => {
    it('of a new group starts at the earliest record and goes on with what comes', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      await publish(bus, topic, ...numbers(0, 5))
      const { seen } = await follow(bus, freshName('group'), topic)
      await until('the old ones came', () => seen.length >= 5)
      await publish(bus, topic, ...numbers(5, 8))
      await until('the new ones came', () => seen.length >= 8)
      expect(seen).toEqual(numbers(0, 8))
    })

    it('gets what another client publishes', async () => {
      const [one, other] = [await open(), await open()]
      const topic = await freshTopic(one)
      const { seen } = await follow(one, freshName('group'), topic)
      await publish(other, topic, 'from afar')
      await until('it came', () => seen.length >= 1)
      expect(seen).toEqual(['from afar'])
    })

    it('keeps the order of each partition and reads all of them, of all topics', async () => {
      const bus = await open()
      const topics = [await freshTopic(bus, { partitions: 3 }), await freshTopic(bus, { partitions: 2 })]
      const sent = topics.flatMap((topic) => numbers(0, 60).map((name) => record(topic, name, `key ${name}`)))
      await bus.publish(sent)
      const got: BusRecord[] = []
      await subscribe(bus, {
        group: freshName('group'),
        topics,
        onBatch: async (batch) => {
          for (const one of batch.records) expect([one.topic, one.partition]).toEqual([batch.topic, batch.partition])
          got.push(...batch.records)
          await commitAll(batch)
        },
      })
      await until('all came', () => got.length >= sent.length)
      for (const [i, topic] of topics.entries())
        for (let partition = 0; partition < 3 - i; partition++) {
          const mine = (one: { topic: string }) => one.topic === topic
          const expected = sent.filter((one) => mine(one) && partitionFor(one.key, one.value, 3 - i) === partition)
          expect(got.filter((one) => mine(one) && one.partition === partition).map(words)).toEqual(expected.map(words))
        }
    })

    it('hands over at most batchSize records, at least one, ascending', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      await publish(bus, topic, ...numbers(0, 20))
      const batches: BusRecord[][] = []
      await subscribe(bus, {
        group: freshName('group'),
        topics: [topic],
        batchSize: 7,
        onBatch: async (batch) => {
          batches.push([...batch.records])
          await commitAll(batch)
        },
      })
      await until('all came', () => batches.flat().length >= 20)
      for (const batch of batches) {
        expect(batch.length).toBeGreaterThanOrEqual(1)
        expect(batch.length).toBeLessThanOrEqual(7)
      }
      const offsets = batches.flat().map((one) => one.offset)
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
    })

    it('runs one batch of a partition at a time, and the other partitions beside it', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { partitions: 4 })
      const keys = ['21', 'a', 'b', 'c', 'd', 'e', 'f']
      await bus.publish(keys.map((key) => record(topic, `first of ${key}`, key)))
      const stuck = partitionFor('21', null, 4)
      const hold = gate()
      const running = new Map<number, number>()
      let most = 0
      const others: string[] = []
      await subscribe(bus, {
        group: freshName('group'),
        topics: [topic],
        batchSize: 1,
        onBatch: async (batch) => {
          running.set(batch.partition, (running.get(batch.partition) ?? 0) + 1)
          most = Math.max(most, ...running.values())
          if (batch.partition === stuck) await hold.opened
          else others.push(...batch.records.map(words))
          await commitAll(batch)
          running.set(batch.partition, (running.get(batch.partition) ?? 0) - 1)
        },
      })
      const elsewhere = () => keys.filter((key) => partitionFor(key, null, 4) !== stuck)
      await until('the others came', () => others.length >= elsewhere().length)
      await bus.publish(elsewhere().map((key) => record(topic, `second of ${key}`, key)))
      await until('they go on', () => others.length >= 2 * elsewhere().length)
      hold.open()
      expect(most).toBe(1)
    })
  })

  describe('what is not committed', () => {
    it('is delivered again when the handler throws, and the error is told', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      await publish(bus, topic, ...numbers(0, 3))
      const tries: string[][] = []
      const { errors } = await subscribe(bus, {
        group: freshName('group'),
        topics: [topic],
        onBatch: async (batch) => {
          tries.push(batch.records.map(words))
          if (tries.length < 3) throw new Error(`try ${tries.length}`)
          await commitAll(batch)
        },
      })
      await until('it went through', () => tries.length >= 3)
      expect(tries).toEqual([numbers(0, 3), numbers(0, 3), numbers(0, 3)])
      expect(errors.map(String)).toEqual(['Error: try 1', 'Error: try 2'])
    })

    it('is delivered again from the committed offset when the handler returns half way', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 4))
      const tries: string[][] = []
      await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          tries.push(batch.records.map(words))
          if (tries.length === 1) await batch.commit(batch.records[2]?.offset ?? -1)
          else if (tries.length > 2) await commitAll(batch)
        },
      })
      await until('it went through', async () => (await waiting(bus, group, topic)) === 0)
      expect(tries).toEqual([numbers(0, 4), ['n2', 'n3'], ['n2', 'n3']])
    })

    it('is delivered to the next subscription of the group, and what is committed is not', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 6))
      const first = gate()
      const one = await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          await batch.commit(batch.records[4]?.offset ?? -1)
          first.open()
        },
      })
      await first.opened
      await one.stop()
      const { seen } = await follow(await open(), group, topic)
      await until('the rest came', async () => seen.length >= 2)
      expect(seen).toEqual(['n4', 'n5'])
    })
  })

  describe('a commit', () => {
    it('beyond the batch is refused: it never passes a record that was not delivered', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 3))
      const refusals: unknown[] = []
      await subscribe(bus, {
        group,
        topics: [topic],
        batchSize: 1,
        onBatch: async (batch) => {
          for (const offset of [lastOffset(batch) + 2, Number.NaN, 0.5])
            await batch.commit(offset).catch((error) => refusals.push(error))
          if (words(batch.records[0] ?? { value: null }) !== 'n2') await commitAll(batch)
        },
      })
      await until('it came to the last, and that was refused', () => refusals.length >= 9)
      expect(await waiting(bus, group, topic)).toBe(1)
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'bad-input' })
    })

    it('of something smaller changes nothing', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 4))
      const { seen, stop } = await follow(bus, group, topic, {
        onBatch: async (batch) => {
          seen.push(...batch.records.map(words))
          await commitAll(batch)
          await batch.commit(batch.records[0]?.offset ?? -1)
          await batch.commit(0)
        },
      })
      await until('all is committed', async () => (await waiting(bus, group, topic)) === 0)
      await stop()
      const next = await follow(bus, group, topic)
      await publish(bus, topic, 'last')
      await until('the last came', () => next.seen.length >= 1)
      expect([seen, next.seen]).toEqual([numbers(0, 4), ['last']])
    })

    it('that is overtaken by a larger one does not take it back', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 5))
      const tries: string[][] = []
      await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          tries.push(batch.records.map(words))
          const downwards = [...batch.records].reverse()
          await Promise.all(downwards.map((one) => batch.commit(one.offset + 1)))
        },
      })
      await until('all is committed', async () => (await waiting(bus, group, topic)) === 0)
      await publish(bus, topic, 'last')
      await until('the last is committed', async () => tries.length >= 2 && (await waiting(bus, group, topic)) === 0)
      expect(tries).toEqual([numbers(0, 5), ['last']])
    })

    it('of an old owner that comes late is harmless', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, ...numbers(0, 3))
      const [hanging, release] = [gate(), gate()]
      let old: Batch | undefined
      const one = await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          old = batch
          hanging.open()
          await release.opened
        },
      })
      await hanging.opened
      await one.stop({ timeoutMs: 0 })

      const next = await follow(bus, group, topic)
      await until('the next owner has done all', async () => (await waiting(bus, group, topic)) === 0)
      for (const { offset } of old?.records ?? [])
        await expect(old?.commit(offset)).rejects.toMatchObject({ code: 'zombie' })
      await expect(old?.heartbeat()).rejects.toMatchObject({ code: 'zombie' })
      release.open()
      expect(await waiting(bus, group, topic)).toBe(0)
      await next.stop()
      const last = await follow(bus, group, topic)
      await publish(bus, topic, 'new')
      await until('the new one came', () => last.seen.length >= 1)
      expect([next.seen, last.seen]).toEqual([numbers(0, 3), ['new']])
    })
  })

  describe('outputs', () => {
    it('of which two of three were out when the handler died all come again', async () => {
      const bus = await open()
      const [input, output] = [await freshTopic(bus), await freshTopic(bus)]
      await publish(bus, input, 'cause')
      let tries = 0
      await subscribe(bus, {
        group: freshName('group'),
        topics: [input],
        onBatch: async (batch) => {
          tries += 1
          for (const name of ['one', 'two', 'three']) {
            if (name === 'three' && tries === 1) throw new Error('died')
            await publish(bus, output, name)
          }
          await commitAll(batch)
        },
      })
      await until('five are there', async () => (await contents(bus, output)).length >= 5)
      expect((await contents(bus, output)).map(words)).toEqual(['one', 'two', 'one', 'two', 'three'])
    })
  })
}
