// Handbook, chapter 3: a new source in 100 lines.
//
// A source has no input: it yields records from a checkpoint on. The runtime publishes what it yields, stores the
// checkpoint, and asks for more; whatever is behind it (classification, linking, search, the bot) takes the messages as
// they come and knows nothing of where they are from.
//
// `pager-source.ts`, beside this file, is a whole one: it reads the file into which the webhook of an on-call service
// writes a line of JSON for each page. Read it first. This chapter shows what it owes its readers, and how to test that of
// a source of your own; `services/all/src/new-source.test.ts` starts it with every service there is and opens an incident.

import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BusRecord } from '@thala/bus'
import { collections, DEAD_LETTERS, headers, PARTITIONS, topics } from '@thala/contracts'
import { startWorld, type World } from '@thala/testkit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messageOf, page, pagerSource } from './pager-source.ts'

let folder: string
let file: string
let world: World | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-pager-'))
  file = join(folder, 'pages.jsonl')
})
afterEach(async () => {
  await world?.stop()
  world = undefined
  await rm(folder, { recursive: true, force: true })
})

const NOW = Date.UTC(2026, 2, 2)
const incident = { id: 'Q1', service: 'checkout', title: 'checkout: 5xx above 2 %', urgency: 'high' }
const triggered = { event: 'triggered', at: '2026-03-01T10:00:00Z', incident }
const resolved = { event: 'resolved', at: '2026-03-01T10:30:00+00:00', incident, note: 'rolled back 4711' }
const linesOf = (...pages: readonly unknown[]): string => pages.map((one) => `${JSON.stringify(one)}\n`).join('')

/** Reads the file from where it was left, as one run of the command would. */
async function read(env: Record<string, string> = {}): Promise<World> {
  const again = await startWorld(() => [pagerSource(file, () => NOW)], { folder: join(folder, 'data'), env })
  await again.running.sourcesDone
  return again
}

/** What stands in a topic. */
async function records(on: World, topic: string): Promise<BusRecord[]> {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  return (
    await Promise.all(partitions.map((partition) => on.bus.read({ topic, partition, from: 0, limit: 1000 })))
  ).flat()
}
const written = async (on: World, topic: string): Promise<unknown[]> =>
  (await records(on, topic)).map(({ value }) => JSON.parse(new TextDecoder().decode(value ?? new Uint8Array())))
const messages = (on: World) => written(on, topics.apiEvents.name)

describe('what a source reads', () => {
  it('is parsed where it comes in: whatever passes is a message that the topic takes', () => {
    const anyPage = fc.record({
      event: fc.constantFrom('triggered', 'resolved'),
      at: fc.date({ min: new Date(0), max: new Date(NOW), noInvalidDate: true }).map((date) => date.toISOString()),
      incident: fc.record({
        id: fc.stringMatching(/^[\w-]{1,64}$/),
        service: fc.stringMatching(/^[\w-]{1,64}$/),
        title: fc.string({ minLength: 1 }),
        urgency: fc.constantFrom('high', 'low'),
      }),
      note: fc.string(),
    })
    fc.assert(
      fc.property(anyPage, (one) => {
        const message = messageOf(page.parse(one), 'workspace')
        expect(topics.apiEvents.schema.safeParse({ v: 1, ...message }).error).toBeUndefined()
      }),
    )
  })

  it('is kept with its bytes when it cannot be read, and the next line is read all the same', async () => {
    const noUtf8 = Buffer.from([0x22, 0xff, 0x22, 0x0a])
    await writeFile(file, linesOf({ ...triggered, at: 'yesterday' }, triggered))
    await appendFile(file, noUtf8)
    await appendFile(file, linesOf({ ...triggered, at: '2030-01-01T00:00:00Z' }, resolved))
    world = await read()
    expect(await messages(world)).toMatchObject([
      { text: incident.title },
      { text: `${incident.title}: resolved. rolled back 4711` },
    ])

    // Whichever process runs the services makes documents of these, for `thala dlq`.
    const letters = await records(world, DEAD_LETTERS)
    const reasons = letters.map((letter) => letter.headers[headers.errorReason]).join('\n')
    expect(letters).toHaveLength(3)
    expect(reasons).toMatch(/byte \d+: .*expected a time such as/)
    expect(reasons).toMatch(/ahead of the clock/)
    const bytes = noUtf8.subarray(0, -1)
    expect(letters.some(({ value }) => bytes.equals(value ?? new Uint8Array()))).toBe(true)
  })
})

describe('ids', () => {
  it('come from the source: the same line is the same message, and the same version of it, on every machine', async () => {
    await writeFile(file, linesOf(triggered))
    world = await read()
    const [first] = await messages(world)
    expect(first).toMatchObject({ messageId: 'api:pager:Q1', conversationId: 'api:pager:checkout' })
    await world.stop()

    await rm(join(folder, 'data'), { recursive: true })
    world = await read()
    expect(await messages(world)).toEqual([first])
  })

  it('make a thread of a page and its end', async () => {
    await writeFile(file, linesOf(triggered, resolved))
    world = await read()
    expect(await messages(world)).toMatchObject([
      { threadId: 'api:pager:Q1', said: { type: 'incident_report', severity: 'High' } },
      { threadId: 'api:pager:Q1', said: { type: 'resolution', status: 'Resolved' } },
    ])
  })
})

describe('the checkpoint', () => {
  it('is stored after the log has taken what came before it, so that nothing is read twice', async () => {
    await writeFile(file, linesOf(triggered))
    await (await read()).stop()
    await appendFile(file, linesOf(resolved))
    world = await read()
    expect(await messages(world)).toHaveLength(2)
  })

  it('is not there yet when the process dies between the two: the line comes again, under the same id', async () => {
    await writeFile(file, linesOf(triggered))
    const nothing = await startWorld(() => [pagerSource(file, () => NOW)], { folder: join(folder, 'data') })
    await nothing.running.sourcesDone
    const [first] = await messages(nothing)
    const { documents } = await nothing.store.scan(collections.checkpoints, { limit: 10 })
    for (const { id } of documents)
      await nothing.store.update(collections.checkpoints, [id], () => ({ id, body: {}, index: {} }))
    await nothing.stop()

    // As if it had died before the checkpoint was stored.
    world = await read()
    expect(await messages(world)).toEqual([first, first])
  })

  it('leaves a line that is still being written for the next time', async () => {
    const whole = linesOf(triggered)
    await writeFile(file, whole.slice(0, 40))
    await (await read()).stop()
    await appendFile(file, whole.slice(40))
    world = await read()
    expect(await messages(world)).toMatchObject([{ text: incident.title }])
  })

  it('begins anew with another file', async () => {
    await writeFile(file, linesOf(triggered, resolved))
    await (await read()).stop()
    await writeFile(file, linesOf({ ...triggered, incident: { ...incident, id: 'Q2' } }))
    world = await read()
    expect(await messages(world)).toHaveLength(3)
  })
})

describe('who may read it', () => {
  it('are the operators alone, until somebody says otherwise', async () => {
    await writeFile(file, linesOf(triggered))
    world = await read()
    expect(await written(world, topics.directory.name)).toMatchObject([
      { subjectId: 'api:pager:checkout', subject: { visibility: 'private', members: [], operators: true } },
    ])
    expect(await messages(world)).toMatchObject([{ audience: 'api:pager:checkout' }])
  })

  it('is whoever PAGER_READERS says', async () => {
    await writeFile(file, linesOf(triggered))
    world = await read({ PAGER_READERS: 'slack:T1:C1' })
    expect(await messages(world)).toMatchObject([{ audience: 'slack:T1:C1' }])
    expect(await written(world, topics.directory.name)).toMatchObject([{ subject: { readersOf: 'slack:T1:C1' } }])
  })
})

describe('the source', () => {
  it('has no more than 100 lines of code', async () => {
    const lines = (await readFile(join(import.meta.dirname, 'pager-source.ts'), 'utf8')).split('\n')
    const code = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^(?:\/\/|\/\*\*)/.test(line))
    expect(code.length).toBeLessThanOrEqual(100)
  })
})
