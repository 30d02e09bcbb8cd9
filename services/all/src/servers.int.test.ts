// From a data folder to Kafka and Elasticsearch, killed on the way; then a replay beside services and queries that go on.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { collections } from '@thala/contracts'
import { type Progress, slackExportSource } from '@thala/file-connector'
import { latestIssues } from '@thala/incidents'
import { append, drain, type Env, type Installation, openInstallation, type Running, run } from '@thala/runtime'
import { said, standIns, startWorld, stateHash, writeExport } from '@thala/testkit'
import { describeWithServer } from '@thala/testkit/servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'
import { promotionPhases, readNote } from './replay/note.ts'
import { type ReplayOptions, replay } from './replay/replay.ts'
import { documents, ends, mainOf, talk, unsure } from './replay/testing.ts'

const beginning: ReplayOptions = { from: { kind: 'beginning' }, shadow: false, retentionDays: 90 }

let scratch: string
const undo: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'thala-servers-'))
})
afterAll(async () => {
  for (const one of undo.reverse()) await one()
  await rm(scratch, { recursive: true, force: true })
})

/** Names of its own on the servers. */
function freshEnv(kafka: string, elasticsearch: string): Env {
  const own = randomUUID().slice(0, 8)
  return {
    KAFKA_BOOTSTRAP_SERVERS: kafka,
    ELASTICSEARCH_URL: elasticsearch,
    THALA_TOPIC_PREFIX: `t${own}-`,
    THALA_INDEX_PREFIX: `t${own}-`,
  }
}

async function open(env: Env): Promise<Installation> {
  const installation = await openInstallation(env, { dataDir: '', access: 'append' })
  undo.push(() => installation.close())
  return installation
}

async function startServices(installation: Installation, env: Env): Promise<Running> {
  const running = await run(pipeline(standIns()), { ...installation, env, retryDelaysMs: [0, 0, 0] })
  undo.push(() => running.stop())
  return running
}

const hashOf = async ({ store, bus }: Installation, env: Env): Promise<string> => {
  await store.refresh()
  return stateHash(store, bus, env)
}

/** Killed as soon as it tells a step that begins so; answers false when it ended before. */
async function killedAt(step: string, folder: string, env: Env): Promise<boolean> {
  const file = fileURLToPath(new URL('fixtures/migrator.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [file, folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  if (child.stdout)
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith(step)) continue
      child.kill('SIGKILL')
      break
    }
  await exited
  return child.signalCode === 'SIGKILL'
}

describeWithServer('kafka', 'an installation on Kafka', (kafka) => {
  describeWithServer('elasticsearch', 'and Elasticsearch', (elasticsearch) => {
    it('has everything of a data folder after a migration that was killed twice, and goes on from there', async () => {
      const from = join(scratch, 'export')
      await writeExport(from, { messages: 300, seed: 5 })
      const folder = join(scratch, 'folder')
      // Names belong to both sides.
      const env = freshEnv(kafka, elasticsearch)
      const reading = () => slackExportSource({ path: from })
      const world = await startWorld(() => [...pipeline(standIns()), reading()], { folder, env })
      await world.running.sourcesDone
      await world.drain()
      const before = await world.hash()
      await world.stop()

      expect(await killedAt(`${env.THALA_TOPIC_PREFIX}thala-messages-enriched`, folder, env)).toBe(true)
      expect(await killedAt('links', folder, env)).toBe(true)
      expect(await killedAt('never', folder, env)).toBe(false)
      const installation = await open(env)
      expect(await hashOf(installation, env)).toBe(before)

      const running = await startServices(installation, env)
      let told: Progress | undefined
      const again = slackExportSource({ path: from, onProgress: (progress) => (told = progress) })
      const ingesting = await run([again], { ...installation, env })
      await ingesting.sourcesDone
      await ingesting.stop()
      expect(told?.state).toBe('unchanged')
      await drain(installation.bus, running.groups)
      expect(await hashOf(installation, env)).toBe(before)
      await running.stop()
    }, 240_000)

    it('is replayed beside running services: the same state, and no query fails', async () => {
      const env = freshEnv(kafka, elasticsearch)
      const installation = await open(env)
      const main = mainOf(installation, env)
      const running = await startServices(installation, env)
      await append(installation.bus, env, said(...talk(20)))
      await drain(installation.bus, running.groups)
      const before = await hashOf(installation, env)

      const asked = askUntil(installation)
      const told = await replay(mainOf(installation, { ...env, ...unsure }), { ...beginning, shadow: true })
      expect(told.kind === 'shadow' && told.difference.gone.length).toBeGreaterThan(10)
      expect(await hashOf(installation, env)).toBe(before)
      const done = await replay(main, beginning)
      await append(installation.bus, env, said({ ts: '1700100000.000001', text: 'broken parser after the replay' }))
      await drain(installation.bus, running.groups)
      const { questions, failures } = await asked.stop()
      expect(failures).toEqual([])
      expect(questions).toBeGreaterThan(20)
      expect(await readNote(installation.store)).toEqual({ phase: 'none' })
      expect(await documents(await installation.store.namespace(done.generation))).toEqual([])

      const undisturbed = await startWorld(() => pipeline(standIns()))
      await undisturbed.append(said(...talk(20)))
      await undisturbed.drain()
      expect(await undisturbed.hash()).toBe(before)
      await undisturbed.append(said({ ts: '1700100000.000001', text: 'broken parser after the replay' }))
      await undisturbed.drain()
      expect(await hashOf(installation, env)).toBe(await undisturbed.hash())
      await undisturbed.stop()
      await running.stop()
    }, 240_000)

    it('is whole again after a promotion that died at every step', async () => {
      const env = freshEnv(kafka, elasticsearch)
      const installation = await open(env)
      const main = mainOf(installation, env)
      const first = await startServices(installation, env)
      await append(installation.bus, env, said(...talk(12)))
      await drain(installation.bus, first.groups)
      const before = await hashOf(installation, env)
      for (const dying of promotionPhases) {
        const at: ReplayOptions['at'] = async (phase, moment) => {
          if (phase === dying && moment === 'done') throw new Error('died')
        }
        await expect(replay(main, { ...beginning, at })).rejects.toThrow('died')
      }
      expect(await replay(main, beginning)).toMatchObject({ kind: 'finished' })
      await drain(installation.bus, first.groups)
      expect(await hashOf(installation, env)).toBe(before)
      expect(await ends(installation.bus, env)).toHaveLength(12 * 8)
      await first.stop()
    }, 240_000)
  })
})

/** Asks without a pause, as an API would, until it is stopped. */
function askUntil({ store }: Installation) {
  const stopping = new AbortController()
  const failures: unknown[] = []
  let questions = 0
  const reader = { kind: 'local-operator' } as const
  const ask = async (question: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await question().catch((error: unknown) => failures.push(error))
      questions++
    }
  }
  const asking = [
    ask(() => latestIssues(store, reader, { page: 1, pageSize: 10 })),
    ask(() => store.search(collections.messages, { terms: ['alpha1x'], conversations: ['slack:T1:C1'], k: 10 })),
    ask(() => store.findBy(collections.incidents, 'live', [true])),
  ]
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(asking)
      return { questions, failures }
    },
  }
}
