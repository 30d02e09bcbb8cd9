// The contract of groups: apart from each other, shared within, broadcast, and stopping.

import { describe, expect, it } from 'vitest'
import {
  type Bench,
  commitAll,
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

export function groups({ open }: Bench): void {
  describe('two groups', () => {
    it('do not see each other: one that fails and tries again costs the other nothing', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      await publish(bus, topic, 'a', 'b')
      let failures = 0
      const stuck = freshName('stuck')
      await subscribe(bus, {
        group: stuck,
        topics: [topic],
        onBatch: async () => {
          failures += 1
          throw new Error('again')
        },
      })
      const { seen } = await follow(bus, freshName('fine'), topic)
      await until('one has failed several times', () => failures >= 3)
      await publish(bus, topic, 'c')
      await until('the other has all', () => seen.length >= 3)
      expect(seen).toEqual(['a', 'b', 'c'])
      expect(await waiting(bus, stuck, topic)).toBe(3)
    })
  })

  describe('two subscriptions of one group', () => {
    it('share the partitions; when one stops, the other takes over without a loss', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { partitions: 4 })
      const group = freshName('group')
      const send = (label: string) =>
        bus.publish(Array.from({ length: 40 }, (_, i) => record(topic, `${label} ${i}`, `key ${i}`)))
      const one = await follow(bus, group, topic)
      const other = await follow(bus, group, topic)
      await send('shared')
      await until('all is done', async () => (await waiting(bus, group, topic)) === 0)
      expect(new Set([...one.seen, ...other.seen]).size).toBe(40)
      await until('both have a share', async () => {
        if (one.seen.length > 0 && other.seen.length > 0) return true
        await send('more')
        return false
      })

      await one.stop()
      const before = one.seen.length
      await send('alone')
      await until('the other has all', () => new Set(other.seen.filter((seen) => seen.startsWith('alone'))).size === 40)
      expect(one.seen.length).toBe(before)
    })

    it('take a partition away from a handler that is told so', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { partitions: 2 })
      const group = freshName('group')
      await bus.publish(['a', 'b', 'c', 'd'].map((key) => record(topic, key, key)))
      const running = new Set<number>()
      const aborted = new Set<number>()
      await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          running.add(batch.partition)
          await new Promise<void>((resolve) => batch.signal.addEventListener('abort', () => resolve()))
          aborted.add(batch.partition)
        },
      })
      await until('both are being handled', () => running.size === 2)
      const { seen } = await follow(bus, group, topic)
      await until('a partition moved', () => aborted.size >= 1 && seen.length >= 1)
    })
  })

  describe('a broadcast', () => {
    it('brings each subscriber every record from then on, and none from before', async () => {
      const bus = await open()
      const topic = await freshTopic(bus, { partitions: 2 })
      await publish(bus, topic, 'before')
      const group = freshName('group')
      const all = await Promise.all([0, 1].map(() => follow(bus, group, topic, { broadcast: true })))
      await publish(bus, topic, 'after')
      for (const { seen } of all) await until('it came', () => seen.length >= 1)
      const late = await follow(bus, group, topic, { broadcast: true })
      await bus.publish(['x', 'y', 'z'].map((key) => record(topic, key, key)))
      for (const { seen } of [...all, late]) await until('all came', () => seen.length >= 3)
      await until('the first have four', () => all.every(({ seen }) => seen.length >= 4))
      for (const { seen } of all) expect([...seen].sort()).toEqual(['after', 'x', 'y', 'z'])
      expect([...late.seen].sort()).toEqual(['x', 'y', 'z'])
    })

    it('delivers again what its handler did not commit, and keeps no position', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      const tries: string[][] = []
      const one = await subscribe(bus, {
        group,
        topics: [topic],
        broadcast: true,
        onBatch: async (batch) => {
          tries.push(batch.records.map(words))
          if (tries.length > 1) await commitAll(batch)
        },
      })
      await publish(bus, topic, 'a')
      await until('it came twice', () => tries.length >= 2)
      expect(tries).toEqual([['a'], ['a']])
      await one.stop()
      await publish(bus, topic, 'while nobody listened')
      const { seen } = await follow(bus, group, topic, { broadcast: true })
      await publish(bus, topic, 'b')
      await until('the new one came', () => seen.length >= 1)
      expect(seen).toEqual(['b'])
    })
  })

  describe('stop', () => {
    it('waits for the running batch, whose commit still counts', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, 'a')
      const [running, finish] = [gate(), gate()]
      const subscription = await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          running.open()
          await finish.opened
          await batch.heartbeat()
          await commitAll(batch)
        },
      })
      await running.opened
      let stopped = false
      const stopping = subscription.stop().then(() => {
        stopped = true
      })
      expect(stopped).toBe(false)
      finish.open()
      await stopping
      expect(await waiting(bus, group, topic)).toBe(0)
      await subscription.stop()
    })

    it('aborts the signal, lets go of a handler that hangs, and delivers nothing after', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, 'a')
      const running = gate()
      const signals: AbortSignal[] = []
      const subscription = await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          signals.push(batch.signal)
          running.open()
          await new Promise(() => {})
        },
      })
      await running.opened
      expect(signals.map((signal) => signal.aborted)).toEqual([false])
      const before = Date.now()
      await subscription.stop({ timeoutMs: 50 })
      expect(Date.now() - before).toBeLessThan(5_000)
      expect(signals.map((signal) => signal.aborted)).toEqual([true])

      const { seen } = await follow(bus, group, topic)
      await publish(bus, topic, 'b')
      await until('another took over', () => seen.length >= 2)
      expect([signals.length, seen]).toEqual([1, ['a', 'b']])
    })

    it('ends what waits for records or for another try', async () => {
      const bus = await open()
      const topic = await freshTopic(bus)
      const idle = await follow(bus, freshName('idle'), topic)
      let tries = 0
      const failing = await subscribe(bus, {
        group: freshName('failing'),
        topics: [topic],
        onBatch: async () => {
          tries += 1
          throw new Error('no')
        },
      })
      await publish(bus, topic, 'a')
      await until('it failed', () => tries >= 2)
      await Promise.all([idle.stop(), failing.stop()])
      const before = tries
      await publish(bus, topic, 'b')
      await follow(bus, freshName('other'), topic).then(({ seen }) => until('others go on', () => seen.length >= 2))
      expect(tries).toBe(before)
    })

    it('of the whole bus stops its subscriptions and refuses what comes after', async () => {
      const [bus, other] = [await open(), await open()]
      const topic = await freshTopic(bus)
      const { seen } = await follow(bus, freshName('group'), topic)
      await bus.close()
      await publish(other, topic, 'unseen')
      await expect(publish(bus, topic, 'refused')).rejects.toMatchObject({ code: 'dependency-down' })
      const next = await follow(other, freshName('other'), topic)
      await until('others go on', () => next.seen.length >= 1)
      expect([seen, next.seen]).toEqual([[], ['unseen']])
    })
  })
}
