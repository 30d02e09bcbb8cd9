import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attachments } from '@thala/attachments'
import type { Bus } from '@thala/bus'
import { ThalaError } from '@thala/contracts'
import { installationVariables, readSettings } from '@thala/runtime'
import { databaseFile } from '@thala/sqlite'
import { said, standIns, startWorld, type World } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LogSetting, lookAtLog, lookInto } from './event-log.ts'
import { examine } from './examine.ts'

const first = attachments(standIns())

const subject = { what: 'event log', on: 'SQLite', variable: 'KAFKA_BOOTSTRAP_SERVERS' }
const NOW = Date.UTC(2100, 0)

let folder: string
let world: World | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-doctor-'))
})
afterEach(async () => {
  await world?.stop()
  world = undefined
  await rm(folder, { recursive: true, force: true })
})

const settingOf = (env: LogSetting['env'] = {}): LogSetting => ({
  env,
  settings: readSettings(installationVariables, env),
  dataDir: folder,
  declarations: [first],
  now: NOW,
})
const look = (env: LogSetting['env'] = {}) => Array.fromAsync(lookAtLog(subject, settingOf(env)))

describe('an embedded log', () => {
  it('is well where there is none yet, and is not made', async () => {
    expect(await look()).toMatchObject([{ state: 'ok', note: expect.stringContaining('nothing in it yet') }])
    expect(await look()).toHaveLength(1)
  })

  it('is faulty when its file is none', async () => {
    await writeFile(databaseFile(folder), 'this is no database, whatever its name says '.repeat(100))
    await expect(look()).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/damaged.*restore/),
    })
  })

  it('is looked at beside its owner: topics, what waits, and when each source last brought something', async () => {
    world = await startWorld(() => [first], { folder })
    await world.append(
      said({ ts: '1700000000.000001', text: 'a' }, { ts: '1700000000.000002', text: 'b', channel: 'C2' }),
    )
    await world.drain()
    const found = await look()
    expect(found.map(({ state, what, on }) => [state, what, on])).toEqual([
      ['ok', 'event log', 'SQLite'],
      ['ok', 'events waiting', 'every consumer group'],
      ['ok', 'source slack', 'thala-slack-events'],
    ])
    expect(found[1]?.note).toBe('none')
    expect(found[2]?.note).toMatch(/^last taken in 20\d\d-.*days ago$/)
  })

  it('says for whom events wait', async () => {
    world = await startWorld(() => [], { folder })
    await world.bus.ensureTopics([{ name: 'thala-slack-events', partitions: 8, retention: 'days' }])
    await world.append(said({ ts: '1700000000.000001', text: 'a' }))
    const found = await look()
    expect(found).toMatchObject([
      { state: 'warning', note: expect.stringMatching(/^no topic .*made at the next start$/) },
      { what: 'events waiting' },
      { what: 'source slack' },
    ])
  })

  it('is faulty when a topic has another number of partitions', async () => {
    world = await startWorld(() => [], { folder })
    await world.bus.ensureTopics([{ name: 'thala-slack-events', partitions: 3, retention: 'days' }])
    expect(await look()).toMatchObject([
      { state: 'fault', note: expect.stringMatching(/thala-slack-events has 3 partitions, not 8.*THALA_TOPIC_PREFIX/) },
    ])
  })
})

describe('a log on servers', () => {
  it('is faulty when nothing answers, when an address is none, and when credentials cannot work', async () => {
    await expect(look({ KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' })).rejects.toMatchObject({
      code: 'dependency-down',
      message: expect.stringContaining('KAFKA_BOOTSTRAP_SERVERS'),
    })
    await expect(look({ KAFKA_BOOTSTRAP_SERVERS: 'kafka' })).rejects.toThrow(/"kafka" is not host:port/)
    const sasl = { KAFKA_BOOTSTRAP_SERVERS: 'a:1', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }
    await expect(look(sasl)).rejects.toThrow(/needs KAFKA_SASL_USERNAME/)
  })

  it('is faulty within the limit when something answers nothing', async () => {
    const sockets = new Set<Socket>()
    const mute = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = z.object({ port: z.int() }).parse(mute.address())
    const setting = settingOf({ KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` })
    try {
      const { findings, abandoned } = await examine([{ subject, look: () => lookAtLog(subject, setting) }], {}, 300)
      expect(findings).toMatchObject([{ state: 'fault', note: expect.stringContaining('no answer within 0.3 s') }])
      expect(abandoned).toBe(true)
    } finally {
      for (const socket of sockets) socket.destroy()
      mute.close()
    }
  })

  const gone = (topic: string) => new ThalaError('topology', `there is no topic ${topic}`)
  const kafka = (world: World, bus: Partial<Bus>): Bus => ({ ...world.bus, kind: 'kafka', ...bus })
  const inside = (bus: Bus, differences: string[] = []) =>
    Array.fromAsync(lookInto(bus, subject, settingOf(), differences))

  it('is well where no topic was ever made, and asks for few of them', async () => {
    world = await startWorld(() => [first], { folder })
    const asked: (readonly string[])[] = []
    const bus = kafka(world, {
      lag: async (_, topics) => {
        asked.push(topics)
        throw gone(topics.join())
      },
    })
    expect(await inside(bus)).toMatchObject([{ state: 'ok', note: expect.stringContaining('nothing in it yet') }])
    expect(asked.length).toBeLessThan(8)
  })

  it('tells what an operator set otherwise, and asks only when that makes no topic', async () => {
    world = await startWorld(() => [first], { folder })
    const differences: string[] = []
    const { bus } = world
    const found = await inside(
      kafka(world, {
        ensureTopics: async (specs) => {
          await bus.ensureTopics(specs)
          differences.push('topic x: retention.ms is 1')
        },
      }),
      differences,
    )
    expect(found.slice(0, 2)).toMatchObject([
      { state: 'ok', what: 'event log' },
      { state: 'warning', what: 'topic settings', note: 'topic x: retention.ms is 1' },
    ])
  })

  it('warns when more waits than a busy hour brings', async () => {
    world = await startWorld(() => [first], { folder })
    const { bus } = world
    const busy = kafka(world, {
      lag: async (group, topics) =>
        (await bus.lag(group, topics)).map((one) => ({ ...one, waiting: group === 'thala-attachments' ? 900 : 0 })),
    })
    expect((await inside(busy)).find(({ what }) => what === 'events waiting')).toMatchObject({
      state: 'warning',
      note: expect.stringMatching(/for thala-attachments: start it/),
    })
  })
})
