import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bytes, commitAll, freshTopic, until, words } from './contract/bench.ts'
import { noFaults, seededFaults, seededRandom } from './faults.ts'
import { openOn, temporaryFile } from './fixtures/opened.ts'
import { partitionFor } from './murmur2.ts'

describe('seededRandom', () => {
  it('repeats itself for a seed and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, other] = [seededRandom(seed), seededRandom(seed)]
        for (let i = 0; i < 20; i++) {
          const number = one()
          expect(number).toBe(other())
          expect(number).toBeGreaterThanOrEqual(0)
          expect(number).toBeLessThan(1)
        }
      }),
    )
  })

  it('spreads evenly enough to be a chance', () => {
    const random = seededRandom(42)
    const hits = Array.from({ length: 10_000 }, () => random() < 0.3).filter(Boolean).length
    expect(hits).toBeGreaterThan(2_800)
    expect(hits).toBeLessThan(3_200)
  })
})

describe('faults', () => {
  it('that nobody asked for never happen', () => {
    const none = seededFaults({ seed: 1 }, 1)
    for (const faults of [none, noFaults])
      for (let i = 0; i < 200; i++)
        expect([faults.redeliver(), faults.delay(), faults.cut(7), faults.loseAnswer()]).toEqual([false, 0, 7, false])
  })

  it('that are certain always happen, within their bounds', () => {
    const faults = seededFaults({ seed: 1, duplicates: 1, delays: 1, delayMs: 5, splits: 1, lostAnswers: 1 }, 3)
    const cuts = new Set<number>()
    for (let i = 0; i < 200; i++) {
      expect([faults.redeliver(), faults.loseAnswer()]).toEqual([true, true])
      expect(faults.delay()).toBeLessThan(5)
      cuts.add(faults.cut(3))
    }
    expect([...cuts].sort()).toEqual([1, 2, 3])
  })

  it('differ from stream to stream', () => {
    const draws = [1, 2].map((stream) => {
      const faults = seededFaults({ seed: 9, duplicates: 0.5 }, stream)
      return Array.from({ length: 64 }, () => faults.redeliver()).join()
    })
    expect(draws[0]).not.toBe(draws[1])
  })
})

describe('a log with faults', () => {
  async function open(faults: Parameters<typeof seededFaults>[0]) {
    const { bus, close } = await openOn(temporaryFile(), { faults })
    onTestFinished(close)
    return bus
  }

  it('loses the answer to a publish, never the records', async () => {
    const bus = await open({ seed: 5, lostAnswers: 1 })
    const topic = await freshTopic(bus)
    await expect(bus.publish([{ topic, key: null, value: bytes('a'), headers: {} }])).rejects.toMatchObject({
      code: 'dependency-down',
    })
    expect((await bus.read({ topic, partition: 0, from: 0, limit: 10 })).map(words)).toEqual(['a'])
  })

  it('delivers everything, some of it twice, each partition in order on first delivery', async () => {
    const bus = await open({ seed: 7, duplicates: 0.4, delays: 0.5, delayMs: 3, splits: 0.6 })
    const topic = await freshTopic(bus, { partitions: 4 })
    const names = Array.from({ length: 400 }, (_, i) => `n${i}`)
    await bus.publish(names.map((name) => ({ topic, key: name, value: bytes(name), headers: {} })))
    const seen: string[] = []
    const subscription = await bus.subscribe({
      group: 'g',
      topics: [topic],
      batchSize: 20,
      onBatch: async (batch) => {
        seen.push(...batch.records.map(words))
        await commitAll(batch)
      },
    })
    await until('nothing waits', async () => (await bus.lag('g', [topic])).every((lag) => lag.waiting === 0))
    await subscription.stop()

    const first = [...new Set(seen)]
    for (let partition = 0; partition < 4; partition++) {
      const mine = (name: string) => partitionFor(name, null, 4) === partition
      expect(first.filter(mine)).toEqual(names.filter(mine))
    }
    expect(seen.length).toBeGreaterThan(names.length)
    // Partitions overtake each other.
    expect(first).not.toEqual(names)
  })
})
