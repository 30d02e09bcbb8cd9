import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { describeWithServer } from '@thala/testkit/servers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  commitAll,
  follow,
  freshName,
  freshTopic,
  publish,
  record,
  subscribe,
  until,
  waiting,
  words,
} from '../contract/bench.ts'
import { adminOn, busOn } from '../fixtures/kafka.ts'
import type { Bus } from '../port.ts'

/** A key for each partition. */
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']

/** A member that notes which partitions of which topics it was handed, by claim. */
async function member(bus: Bus, group: string, topics: readonly string[]) {
  const owned = new Map<string, Set<string>>()
  const claims = new Set<string>()
  const { stop } = await subscribe(bus, {
    group,
    topics,
    onBatch: async (batch) => {
      const partitions = owned.get(batch.topic) ?? new Set()
      owned.set(batch.topic, partitions.add(String(batch.partition)))
      claims.add(`${batch.topic}/${batch.partition} ${batch.claim}`)
      await commitAll(batch)
    },
  })
  const of = (topic: string) => [...(owned.get(topic) ?? [])].sort()
  return { of, claims, stop, forget: () => owned.clear() }
}

const load = createRequire(import.meta.url)
const broker: { prototype: { heartbeat(request: object): Promise<unknown> } } = load('kafkajs/src/broker')
const membership: { prototype: { joinAndSync(): Promise<unknown> } } = load('kafkajs/src/consumer/consumerGroup')

/** As when a broker goes down: once each, a heartbeat is told that the group is elsewhere, and joining there fails. */
function watchHeartbeats() {
  const heartbeat = vi.spyOn(broker.prototype, 'heartbeat')
  const join = vi.spyOn(membership.prototype, 'joinAndSync')
  onTestFinished(() => {
    heartbeat.mockRestore()
    join.mockRestore()
  })
  return {
    answered: () => heartbeat.mock.settledResults.filter(({ type }) => type === 'fulfilled').length,
    moveTheGroup: () => {
      heartbeat.mockRejectedValueOnce(Object.assign(new Error('moved'), { type: 'NOT_COORDINATOR_FOR_GROUP' }))
      join.mockRejectedValueOnce(Object.assign(new Error('away'), { retriable: true }))
    },
  }
}

async function sendEverywhere(bus: Bus, topics: readonly string[]): Promise<void> {
  await bus.publish(topics.flatMap((topic) => KEYS.map((key) => record(topic, key, key))))
}

describeWithServer('kafka', 'groups on Kafka', (brokers) => {
  describe('three members in clients of their own', () => {
    it('share two topics so that equal numbers are together; when one leaves, the others have it all', async () => {
      const buses = [await busOn(brokers), await busOn(brokers), await busOn(brokers)]
      const [bus = await busOn(brokers)] = buses
      const topics = [await freshTopic(bus, { partitions: 3 }), await freshTopic(bus, { partitions: 3 })]
      const [left = '', right = ''] = topics
      const group = freshName('group')
      const members = await Promise.all(buses.map((one) => member(one, group, topics)))
      const settled = async (count: number, among: typeof members) => {
        for (const one of members) one.forget()
        await sendEverywhere(bus, topics)
        await until('all is done', async () => {
          const left = await Promise.all(topics.map((topic) => waiting(bus, group, topic)))
          return left.every((some) => some === 0)
        })
        return among.every((one) => one.of(left).length === count)
      }
      await until('each has one partition', () => settled(1, members))
      for (const one of members) expect(one.of(left)).toEqual(one.of(right))
      expect(members.flatMap((one) => one.of(left)).sort()).toEqual(['0', '1', '2'])

      const [first, ...others] = members
      await first?.stop()
      await until('the others have all', async () => {
        await settled(1, [])
        return others.flatMap((one) => one.of(left)).length >= 3
      })
      for (const one of others) expect(one.of(left)).toEqual(one.of(right))
      expect(first?.of(left)).toEqual([])
    })
  })

  describe('a member', () => {
    it('whose partitions were shared anew has them under another claim', async () => {
      const [bus, other] = [await busOn(brokers), await busOn(brokers)]
      const topic = await freshTopic(bus, { partitions: 2 })
      const group = freshName('group')
      const one = await member(bus, group, [topic])
      await sendEverywhere(bus, [topic])
      await until('all is done', async () => (await waiting(bus, group, topic)) === 0)
      expect(one.claims.size).toBe(2)
      const second = await member(other, group, [topic])
      await until('the other has a share', async () => {
        await sendEverywhere(bus, [topic])
        return second.of(topic).length > 0
      })
      await second.stop()
      one.forget()
      await until('the first has all again', async () => {
        await sendEverywhere(bus, [topic])
        return one.of(topic).length === 2
      })
      const first = [...one.claims].filter((claim) => claim.startsWith(`${topic}/0 `))
      expect(first.length).toBeGreaterThanOrEqual(2)
    })

    it('that is killed loses its partitions to the others', async () => {
      const bus = await busOn(brokers)
      const topic = await freshTopic(bus, { partitions: 2 })
      const group = freshName('group')
      const file = new URL('../fixtures/kafka-child.ts', import.meta.url).pathname
      const child = spawn(process.execPath, [file, brokers, group, topic], { stdio: ['ignore', 'pipe', 'inherit'] })
      onTestFinished(() => void child.kill('SIGKILL'))
      await sendEverywhere(bus, [topic])
      await once(child.stdout, 'data')
      child.kill('SIGKILL')
      const { seen } = await follow(bus, group, topic)
      await until('all came', () => new Set(seen).size === KEYS.length)
    })

    it('that is told to join anew and cannot goes on as the member that it was', async () => {
      const { answered, moveTheGroup } = watchHeartbeats()
      const bus = await busOn(brokers)
      const topic = await freshTopic(bus)
      const errors: unknown[] = []
      const { seen } = await follow(bus, freshName('group'), topic, { onError: (error) => errors.push(error) })
      await publish(bus, topic, 'before')
      await until('it is at rest', () => seen.length > 0 && answered() > 0)
      const before = answered()
      moveTheGroup()
      await until('it heartbeats again', () => answered() > before)
      await publish(bus, topic, 'after')
      await until('that came too', () => seen.includes('after'))
      expect(errors).toEqual([])
    })

    it('keeps its partition through a handler that is longer than the session', async () => {
      const bus = await busOn(brokers, { sessionTimeoutMs: 1_000 })
      const topic = await freshTopic(bus)
      const group = freshName('group')
      await publish(bus, topic, 'long')
      const refusals: unknown[] = []
      let deliveries = 0
      await subscribe(bus, {
        group,
        topics: [topic],
        onBatch: async (batch) => {
          deliveries += 1
          const begun = Date.now()
          await until('two sessions passed', () => Date.now() - begun > 2_500)
          await batch.heartbeat()
          await commitAll(batch).catch((error) => refusals.push(error))
        },
      })
      await until('it is done', async () => (await waiting(bus, group, topic)) === 0)
      expect([deliveries, refusals]).toEqual([1, []])
    })
  })

  describe('a broadcast', () => {
    it('leaves no group behind, and misses nothing that is appended once it is there', async () => {
      const bus = await busOn(brokers)
      const admin = await adminOn(brokers)
      const topic = await freshTopic(bus, { partitions: 3 })
      const group = freshName('broadcast')
      const { seen, stop } = await follow(bus, group, topic, { broadcast: true })
      await sendEverywhere(bus, [topic])
      await until('all came', () => seen.length >= KEYS.length)
      const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId)
      expect(groups.filter((id) => id === group || id === 'none')).toEqual([])
      await stop()
      expect([...seen].sort()).toEqual(KEYS)
    })
  })

  describe('records that retention took', () => {
    it('before a group read them are told once, before anything is delivered', async () => {
      const bus = await busOn(brokers)
      const admin = await adminOn(brokers)
      const topic = await freshTopic(bus)
      const group = freshName('group')
      const one = await follow(bus, group, topic)
      await publish(bus, topic, 'read')
      await until('it was read', async () => (await waiting(bus, group, topic)) === 0)
      await one.stop()
      await publish(bus, topic, 'lost', 'lost too')
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] })
      await publish(bus, topic, 'next')
      const told: unknown[] = []
      const next = await follow(bus, group, topic, { onGap: (gap) => told.push([gap, next.seen.length]) })
      await until('it goes on', () => next.seen.length >= 1)
      expect(next.seen).toEqual(['next'])
      expect(told).toEqual([[{ topic, partition: 0, from: 1, to: 3 }, 0]])
      expect((await bus.read({ topic, partition: 0, from: 0, limit: 9 })).map(words)).toEqual(['next'])
    })
  })
})
