import { headers as names } from '@thala/contracts'
import { openDatabase } from '@thala/sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  bytes,
  commitAll,
  contents,
  follow,
  freshTopic,
  gate,
  publish,
  record,
  until,
  waiting,
  words,
} from '../contract/bench.ts'
import { openOn, temporaryFile } from '../fixtures/opened.ts'
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, type Pause } from '../lane.ts'
import { busModule, type EmbeddedBusOptions, openEmbeddedBus } from './open.ts'

async function open(options?: EmbeddedBusOptions, file = temporaryFile()) {
  const { bus, close } = await openOn(file, options)
  onTestFinished(close)
  return bus
}

/** Notes how long each pause would have been, and takes none. */
function noPause(): { pauses: number[]; pause: Pause } {
  const pauses: number[] = []
  return {
    pauses,
    pause: async (ms) => {
      pauses.push(ms)
    },
  }
}

describe('topics', () => {
  it.each([
    ['', 1],
    ['t', 0],
    ['t', 1.5],
    ['t', 1_001],
  ])("named '%s' with %d partitions are refused", async (name, partitions) => {
    const bus = await open()
    await expect(bus.ensureTopics([{ name, partitions, retention: 'days' }])).rejects.toMatchObject({
      code: 'topology',
    })
  })

  it('that come to be kept for ever can be overwritten from then on, older records too', async () => {
    const bus = await open()
    const name = await freshTopic(bus, { retention: 'days' })
    await bus.publish([{ ...record(name, 'old'), headers: { [names.subject]: 'm1' } }, record(name, 'about nothing')])
    expect(await bus.overwrite('m1', bytes('-'))).toBe(0)
    await bus.ensureTopics([{ name, partitions: 1, retention: 'forever' }])
    expect(await bus.overwrite('m1', bytes('-'))).toBe(1)
    expect(await bus.expire(Date.now() + 60_000)).toBe(0)
    await bus.ensureTopics([{ name, partitions: 1, retention: 'days' }])
    expect([await bus.overwrite('m1', bytes('+')), await bus.expire(Date.now() + 60_000)]).toEqual([0, 2])
  })
})

describe('the pause before another try', () => {
  it('doubles from 50 ms to 2 s and starts over after a success', async () => {
    const { pauses, pause } = noPause()
    const bus = await open({ pause })
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a')
    let tries = 0
    const { seen } = await follow(bus, 'g', topic, {
      onBatch: async (batch) => {
        tries += 1
        if (tries % 9 !== 0) return
        seen.push(...batch.records.map(words))
        await commitAll(batch)
      },
    })
    await until('the first is through', () => seen.length === 1)
    await publish(bus, topic, 'b')
    await until('the second is through', () => seen.length === 2)
    const rising = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000]
    expect(pauses).toEqual([...rising, ...rising])
    expect([rising[0], rising.at(-1)]).toEqual([FIRST_PAUSE_MS, LONGEST_PAUSE_MS])
  })

  it('stays short while the handler gets on, if only by a record at a time', async () => {
    const { pauses, pause } = noPause()
    const bus = await open({ pause })
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b', 'c', 'd')
    await bus.subscribe({
      group: 'g',
      topics: [topic],
      onBatch: (batch) => batch.commit((batch.records[0]?.offset ?? 0) + 1),
    })
    await until('all is through', async () => (await waiting(bus, 'g', topic)) === 0)
    expect(pauses).toEqual([50, 50, 50])
  })
})

describe('a handler’s error', () => {
  it('that nobody listens to becomes a warning of the process', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    const bus = await open()
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a')
    const subscription = await bus.subscribe({
      group: 'careless',
      topics: [topic],
      onBatch: async (batch) => {
        await commitAll(batch)
        throw new Error('after the commit')
      },
    })
    expect((await warned).message).toMatch(/group careless, topic-.*\/0: Error: after the commit/)
    await subscription.stop()
  })
})

describe('a group', () => {
  it('that subscribed but never committed notices that records went before it read them', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    const early = await bus.subscribe({ group: 'g', topics: [topic], onBatch: async () => {} })
    await early.stop()
    await publish(bus, topic, 'lost')
    expect(await bus.expire(Date.now() + 60_000)).toBe(1)
    const gap = gate()
    const late = await follow(bus, 'g', topic, { onGap: gap.open })
    await gap.opened
    await late.stop()
    // Told once: the position has moved over it, although nothing was delivered since.
    const gaps: unknown[] = []
    const { seen } = await follow(bus, 'g', topic, { onGap: (again) => gaps.push(again) })
    await publish(bus, topic, 'next')
    await until('it goes on', () => seen.length === 1)
    expect(gaps).toEqual([])
  })

  it('that two processes read at once gets everything twice, but never goes back', async () => {
    const file = temporaryFile()
    const [slow, fast] = [await open({}, file), await open({}, file)]
    const topic = await freshTopic(slow)
    await publish(slow, topic, 'a', 'b', 'c')
    const [reading, behind] = [gate(), gate()]
    const { seen } = await follow(slow, 'g', topic, {
      onBatch: async (batch) => {
        reading.open()
        await behind.opened
        for (const { offset } of batch.records) await batch.commit(offset)
        expect(await waiting(slow, 'g', topic)).toBe(0)
        seen.push(...batch.records.map(words))
        await commitAll(batch)
      },
    })
    await reading.opened
    const other = await follow(fast, 'g', topic)
    await until('the other is through', async () => (await waiting(fast, 'g', topic)) === 0)
    behind.open()
    await until('the first is through', () => seen.length >= 3)
    expect([seen, other.seen]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ])
  })

  it('loses nothing to an expiry while it reads', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    const gaps: number[] = []
    const { seen } = await follow(bus, 'g', topic, {
      batchSize: 3,
      onGap: ({ from, to }) => gaps.push(to - from),
    })
    for (let i = 0; i < 40; i++) {
      await publish(bus, topic, `a${i}`, `b${i}`, `c${i}`)
      if (i % 10 === 9) await bus.expire(Date.now() + 60_000)
    }
    await until('nothing waits', async () => (await waiting(bus, 'g', topic)) === 0)
    await until('all is accounted for', () => seen.length + gaps.reduce((sum, gap) => sum + gap, 0) >= 120)
    // Offsets of a log with one partition in use have no holes, so every record is either seen or inside of a gap.
    expect(seen.length + gaps.reduce((sum, gap) => sum + gap, 0)).toBe(120)
  })
})

describe('expire', () => {
  it('removes more than fits one transaction, and everything of an empty log', async () => {
    const bus = await open()
    const topic = await freshTopic(bus, { partitions: 2 })
    await bus.publish(Array.from({ length: 1_700 }, (_, i) => record(topic, `n${i}`, `key ${i}`)))
    expect(await bus.expire(Date.now() + 60_000)).toBe(1_700)
    expect(await bus.expire(Date.now() + 60_000)).toBe(0)
    expect(await contents(bus, topic, 2)).toEqual([])
    for (const lag of await bus.lag('g', [topic])) expect([lag.waiting, lag.end]).toEqual([0, lag.committed])
  })
})

describe('read', () => {
  it.each([0, -1, 10_001, Number.NaN])('refuses a limit of %d', async (limit) => {
    const bus = await open()
    const topic = await freshTopic(bus)
    await expect(bus.read({ topic, partition: 0, from: 0, limit })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('gives each record memory of its own', async () => {
    const bus = await open()
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b', 'c')
    const sizes = (await contents(bus, topic)).map((one) => one.value?.buffer.byteLength)
    expect(sizes).toEqual([1, 1, 1])
  })
})

describe('a restart', () => {
  it('finds records, positions and topics as they were', async () => {
    const file = temporaryFile()
    const first = await openOn(file)
    const topic = await freshTopic(first.bus, { partitions: 1 })
    const one = await follow(first.bus, 'g', topic)
    await publish(first.bus, topic, 'a', 'b')
    await until('they came', async () => (await waiting(first.bus, 'g', topic)) === 0)
    await publish(first.bus, topic, 'c')
    await until('it came', async () => (await waiting(first.bus, 'g', topic)) === 0)
    await first.close()
    const bus = await open({}, file)
    await publish(bus, topic, 'd')
    const { seen } = await follow(bus, 'g', topic)
    await until('the new one came', () => seen.length >= 1)
    expect([one.seen, seen]).toEqual([['a', 'b', 'c'], ['d']])
    expect((await contents(bus, topic)).map(words)).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('on a database that is opened for reading only', () => {
  it('shows records and lag, and refuses to write', async () => {
    const file = temporaryFile()
    const topic = await freshTopic(await open({}, file))
    await publish(await open({}, file), topic, 'a', 'b')
    const database = await openDatabase({ file, modules: [busModule], readOnly: true })
    onTestFinished(() => database.close())
    const bus = await openEmbeddedBus(database)
    expect((await contents(bus, topic)).map(words)).toEqual(['a', 'b'])
    expect(await waiting(bus, 'g', topic)).toBe(2)
    await expect(publish(bus, topic, 'c')).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('without its database', () => {
  it('a subscription tells what is wrong, and can still be stopped', async () => {
    const { pause } = noPause()
    const database = await openDatabase({ file: temporaryFile(), modules: [busModule] })
    const bus = await openEmbeddedBus(database, { pause: (ms, signal) => pause(ms, signal).then(() => turn()) })
    const topic = await freshTopic(bus)
    await publish(bus, topic, 'a', 'b')
    const errors: unknown[] = []
    const reached = gate()
    const subscription = await bus.subscribe({
      group: 'g',
      topics: [topic],
      batchSize: 1,
      onError: (error) => errors.push(error),
      onBatch: async (batch) => {
        await commitAll(batch)
        reached.open()
        await database.close()
      },
    })
    await reached.opened
    await until('it was told', () => errors.length >= 2)
    expect(errors[0]).toMatchObject({ code: 'dependency-down' })
    await subscription.stop()
    await expect(publish(bus, topic, 'c')).rejects.toMatchObject({ code: 'dependency-down' })
  })
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
