// The contract of places in the log: found by time, groups moved to them, topics and groups forgotten.

import { describe, expect, it } from 'vitest'
import type { Bus } from '../port.ts'
import { type Bench, contents, follow, freshName, freshTopic, publish, record, until, waiting, words } from './bench.ts'

/** A group that has read and committed everything, and that nobody subscribes to any more. */
async function finishedGroup(bus: Bus, topic: string): Promise<string> {
  const group = freshName('group')
  const { stop } = await follow(bus, group, topic)
  await until('all is committed', async () => (await waiting(bus, group, topic)) === 0)
  await stop()
  return group
}

/** Until the clock that stamps records has moved on: two that must differ in time. */
async function nextInstant(): Promise<void> {
  const start = Date.now()
  await until('a moment passed', () => Date.now() > start + 5)
}

export function moving(bench: Bench): void {
  describe('offsetsAt', () => places(bench))
  describe('seek', () => seeking(bench))
  describe('remove', () => removing(bench))
}

function places({ open }: Bench): void {
  it('finds the first record at a time or later, before all, between, and after all', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a')
    await nextInstant()
    await publish(bus, topic, 'b')
    const [a, b] = await contents(bus, topic)
    const end = (await bus.lag(freshName('group'), [topic]))[0]?.end
    const at = async (time: number) => (await bus.offsetsAt([topic], time)).map(({ offset }) => offset)
    expect(b?.appendedAt).toBeGreaterThan(a?.appendedAt ?? Number.NaN)
    expect(await at(0)).toEqual([a?.offset])
    expect(await at(a?.appendedAt ?? Number.NaN)).toEqual([a?.offset])
    expect(await at((a?.appendedAt ?? Number.NaN) + 1)).toEqual([b?.offset])
    expect(await at((b?.appendedAt ?? Number.NaN) + 1)).toEqual([end])
  })

  it('answers for every partition of every topic, the end for an empty one', async () => {
    const bus = await open()
    const [filled, empty] = [await freshTopic(bus, { partitions: 2 }), await freshTopic(bus)]
    await bus.publish(['a', 'b', 'c', 'd'].map((key) => record(filled, key, key)))
    const found = await bus.offsetsAt([filled, empty], 0)
    const lags = await bus.lag(freshName('group'), [filled, empty])
    expect(found.map(({ topic, partition }) => [topic, partition])).toEqual([
      [filled, 0],
      [filled, 1],
      [empty, 0],
    ])
    expect(found.at(-1)?.offset).toBe(lags.at(-1)?.end)
    for (const { topic, partition, offset } of found.slice(0, 2)) {
      const [first] = await bus.read({ topic, partition, from: 0, limit: 1 })
      expect(offset).toBe(first?.offset)
    }
  })
}

function seeking({ open }: Bench): void {
  it('back delivers again from there on, also what was committed', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b', 'c')
    const group = await finishedGroup(bus, topic)
    const offset = (await contents(bus, topic))[1]?.offset ?? Number.NaN
    await bus.seek(group, [{ topic, partition: 0, offset }])
    expect(await waiting(bus, group, topic)).toBe(2)
    const { seen } = await follow(bus, group, topic)
    await until('they came again', () => seen.length >= 2)
    expect(seen).toEqual(['b', 'c'])
  })

  it('forward skips, and is the place where a group that never read begins', async () => {
    const [bus, other] = [await open(), await open()]
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b', 'c')
    const group = freshName('group')
    const offset = (await contents(bus, topic))[2]?.offset ?? Number.NaN
    await bus.seek(group, [{ topic, partition: 0, offset }])
    const { seen } = await follow(other, group, topic)
    await until('it came', () => seen.length >= 1)
    expect(seen).toEqual(['c'])
  })

  it('to the end leaves nothing waiting; what comes after is delivered', async () => {
    const bus = await open()
    const topic = await freshTopic(bus, { partitions: 2 })
    await bus.publish(['a', 'b', 'c', 'd'].map((key) => record(topic, key, key)))
    const group = freshName('group')
    await bus.seek(group, await bus.offsetsAt([topic], Date.now() + 60_000))
    expect(await waiting(bus, group, topic)).toBe(0)
    const { seen } = await follow(bus, group, topic)
    await publish(bus, topic, 'new')
    await until('it came', () => seen.length >= 1)
    expect(seen).toEqual(['new'])
  })

  it('is refused while somebody subscribes as this group, and to a place that is none', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    const group = freshName('group')
    await publish(bus, topic, 'a')
    const { seen, stop } = await follow(bus, group, topic)
    await until('it came', () => seen.length >= 1)
    const back = [{ topic, partition: 0, offset: 0 }]
    await expect(bus.seek(group, back)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(group),
    })
    await stop()
    for (const wrong of [{ offset: -1 }, { offset: 0.5 }, { offset: 1e12 }, { partition: 1 }])
      await expect(bus.seek(group, [{ topic, partition: 0, offset: 0, ...wrong }])).rejects.toMatchObject({
        code: 'bad-input',
      })
    await bus.seek(group, back)
    const again = await follow(bus, group, topic)
    await until('it came again', () => again.seen.length >= 1)
  })
}

function removing({ open }: Bench): void {
  it('of a topic takes its records and positions along; made again it is empty', async () => {
    const [bus, other] = [await open(), await open()]
    const [topic, kept] = [await freshTopic(bus, { partitions: 2 }), await freshTopic(bus)]
    await bus.publish(['a', 'b', 'c', 'd'].map((key) => record(topic, key, key)))
    await publish(other, topic, 'from another client')
    await publish(bus, kept, 'kept')
    const group = await finishedGroup(bus, topic)
    await bus.remove({ topics: [topic] })
    const gone = { code: 'topology', message: expect.stringContaining(topic) }
    await expect(bus.lag(group, [topic])).rejects.toMatchObject(gone)
    await expect(publish(other, topic, 'x')).rejects.toMatchObject(gone)

    await bus.ensureTopics([{ name: topic, partitions: 3, retention: 'days' }])
    expect(await contents(bus, topic, 3)).toEqual([])
    expect((await contents(bus, kept)).map(words)).toEqual(['kept'])
    const { seen } = await follow(bus, group, topic)
    await publish(other, topic, 'new')
    await until('it came', () => seen.length >= 1)
    expect(seen).toEqual(['new'])
  })

  it('of a group lets it begin at the earliest again, and leaves the others where they are', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b')
    const [gone, kept] = [await finishedGroup(bus, topic), await finishedGroup(bus, topic)]
    await bus.remove({ groups: [gone] })
    expect([await waiting(bus, gone, topic), await waiting(bus, kept, topic)]).toEqual([2, 0])
    const { seen } = await follow(bus, gone, topic)
    await until('they came again', () => seen.length >= 2)
    expect(seen).toEqual(['a', 'b'])
  })

  it('of a group that somebody subscribes as is refused', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    const group = freshName('group')
    await publish(bus, topic, 'a')
    const { seen } = await follow(bus, group, topic)
    await until('it came', () => seen.length >= 1)
    await expect(bus.remove({ groups: [group] })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('passes over what is not there', async () => {
    const bus = await open()
    await bus.remove({})
    await bus.remove({ topics: [freshName('no-topic')], groups: [freshName('no-group')] })
  })
}
