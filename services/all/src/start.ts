// `thala start`: every service in one process, on the embedded log and store. Owns the real folder; shows the sample
// until the first real event.

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers/promises'
import { api } from '@thala/api'
import { createLog, type Env, type Log, run } from '@thala/runtime'
import { openFolder } from '@thala/sqlite'
import { pipeline } from './declarations.ts'
import { type Folder, openForWriting, ownFolder } from './folder.ts'
import { homeOf, SAMPLE_BADGE } from './home.ts'
import { localModels } from './models.ts'
import { type Sample, sampleWanted, startSample } from './sample-run.ts'
import { readVariables } from './variables.ts'

export interface Started {
  readonly url: string
  /** What questions are answered from right now. */
  current(): { readonly folder: Folder; readonly badge: string | undefined }
  /** The sample, if it runs, has been taken in. */
  readonly ready: Promise<void>
  /** Resolves with the reason when this process cannot go on: it lost its folder or its database. Never rejects. */
  readonly failed: Promise<string>
  stop(): Promise<void>
}

const WATCH_EVERY_MS = 1_000
const EXPIRE_EVERY_MS = 3_600_000
const DAY_MS = 86_400_000

export async function start(env: Env, options: { sample: boolean }): Promise<Started> {
  const { RETENTION_DAYS } = readVariables(env)
  const home = homeOf(env)
  const releases: (() => Promise<unknown>)[] = []
  const release = async () => {
    for (const one of releases.splice(0).reverse()) await one().catch(() => undefined)
  }
  try {
    const owner = await ownFolder(await openFolder(home.real))
    releases.push(() => owner.release())
    const real = await openForWriting(home.real)
    releases.push(() => real.close())
    const log = createLog(env, createWriteStream(join(home.real, 'thala.log'), { flags: 'a', mode: 0o600 }))
    const models = localModels()
    releases.push(() => models.close())

    let sample: Sample | undefined
    let died: (reason: string) => void = () => undefined
    const current = () => (sample ? { folder: sample.folder, badge: SAMPLE_BADGE } : { folder: real, badge: undefined })
    const server = api({ models, reading: () => ({ store: current().folder.store, badge: current().badge }) })
    const running = await run([...pipeline(models), server.declaration], { ...real, env, log })
    releases.push(() => running.stop())
    await owner.announce(server.url())
    log.info({ url: server.url() }, 'started')

    if (options.sample && (await sampleWanted(home, real, env))) {
      sample = await startSample(home, models, env, log)
      releases.push(async () => sample?.stop())
    }
    const failed = new Promise<string>((resolve) => {
      owner.onLost((error) => resolve(error.message))
      real.database.onDeath((error) => resolve(error.message))
      died = resolve
    })
    const dropSample = async () => {
      const dropped = sample
      sample = undefined
      await dropped?.stop()
    }
    const ready = sample?.ready ?? Promise.resolve()
    releases.push(
      chores({
        real,
        retentionDays: RETENTION_DAYS,
        log,
        sampleEnds: async () => sample !== undefined && !(await sampleWanted(home, real, env)),
        dropSample,
        lookAfterHealth: () => {
          const { live, reasons } = running.health()
          if (!live) died(reasons.join('; '))
        },
      }),
    )
    return { url: server.url(), current, ready, failed, stop: release }
  } catch (error) {
    await release()
    throw error
  }
}

interface Chores {
  readonly real: Folder
  readonly retentionDays: number
  readonly log: Log
  sampleEnds(): Promise<boolean>
  dropSample(): Promise<void>
  lookAfterHealth(): void
}

/** What has to be looked after while it runs: the sample's end, and the retention of the log. */
function chores({ real, retentionDays, log, sampleEnds, dropSample, lookAfterHealth }: Chores): () => Promise<void> {
  const stopping = new AbortController()
  const repeat = async (everyMs: number, chore: () => Promise<unknown>) => {
    for await (const _ of every(everyMs, undefined, { signal: stopping.signal }))
      await chore().catch((error: unknown) => log.error({ err: error }, 'a chore failed'))
  }
  const loops = [
    repeat(WATCH_EVERY_MS, async () => {
      lookAfterHealth()
      if (await sampleEnds()) await dropSample()
    }),
    repeat(EXPIRE_EVERY_MS, () => real.bus.expire(Date.now() - retentionDays * DAY_MS)),
  ]
  return async () => {
    stopping.abort()
    await Promise.allSettled(loops)
  }
}
