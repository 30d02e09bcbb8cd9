// Poison in the stream: exactly the bad ones become dead letters, with their cause; after the fix each is taken in once.
// `POISON=100 POISON_MESSAGES=10000` is the full form.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attachments } from '@thala/attachments'
import { collections } from '@thala/contracts'
import { slackExportSource } from '@thala/file-connector'
import type { MessageState } from '@thala/incidents'
import { type DeadLetter, replayDeadLetter } from '@thala/runtime'
import type { Declaration, ServiceDeclaration, Versioned } from '@thala/service'
import { scanAll } from '@thala/store'
import { standIns, startWorld, type World, writeExport } from '@thala/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

const poisoned = Number(process.env.POISON ?? 10)
const messages = Number(process.env.POISON_MESSAGES ?? 1_000)

const first = attachments(standIns())

/** The first stage with a bug: it chokes on a word. */
const buggy: ServiceDeclaration = {
  ...first,
  handle: Object.fromEntries(
    Object.entries(first.handle).map(([input, handler]) => [
      input,
      (event, context) => {
        if (JSON.stringify(event.value).includes('poison')) throw new Error('choked on poison')
        return handler(event, context)
      },
    ]),
  ),
}

let scratch: string
let world: World
let mended = false
const declarations = (): Declaration[] => [
  ...pipeline(standIns()).map((one) => (one.name === first.name && !mended ? buggy : one)),
  slackExportSource({ path: join(scratch, 'export') }),
]

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'thala-poison-'))
  const every = Math.floor(messages / poisoned)
  const texts = new Map(Array.from({ length: poisoned }, (_, i) => [i * every, `talk of poison number ${i}`]))
  await writeExport(join(scratch, 'export'), { messages, seed: 3, texts })
  world = await startWorld(declarations)
  await world.running.sourcesDone
  await world.drain()
  await world.store.refresh()
}, 300_000)

afterAll(async () => {
  await world.stop()
  await rm(scratch, { recursive: true, force: true })
})

const letters = async (): Promise<DeadLetter[]> =>
  (await Array.fromAsync(scanAll<DeadLetter>(world.store, collections.deadLetters))).map(({ body }) => body)

async function poisonIndexed(): Promise<number> {
  const messages = await Array.fromAsync(scanAll<Versioned<MessageState>>(world.store, collections.messages))
  return messages.filter(({ body: { state } }) => !state.deleted && state.text.includes('poison')).length
}

describe('poison', () => {
  it('is in the dead letters: all of it, nothing else, with its cause', async () => {
    const found = await letters()
    expect(found).toHaveLength(poisoned)
    for (const { stage, code, reason, bytes } of found) {
      expect({ stage, code, reason }).toEqual({
        stage: 'attachments',
        code: 'retries-exhausted',
        reason: 'choked on poison',
      })
      expect(Buffer.from(bytes ?? '', 'base64').toString()).toContain('poison')
    }
    expect(await poisonIndexed()).toBe(0)
  })

  it('is taken in once each when it is replayed after the fix', async () => {
    mended = true
    world = await world.restart()
    for (const { id } of await letters()) await replayDeadLetter(world.bus, world.store, {}, id)
    await world.drain()
    await world.store.refresh()
    expect((await letters()).map(({ status }) => status)).toEqual(Array.from({ length: poisoned }, () => 'replayed'))
    expect(await poisonIndexed()).toBe(poisoned)
  })
})
