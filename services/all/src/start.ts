// `thala start`: every service in one process. Owns the data folder, if the log or the documents are in one; shows the
// sample until the first real event.

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers/promises'
import { api } from '@thala/api'
import { bot } from '@thala/bot'
import { openSite } from '@thala/console'
import { ThalaError } from '@thala/contracts'
import {
  createLog,
  type Env,
  groupsOf,
  type Installation,
  type Log,
  openInstallation,
  type Part,
  run,
  topicSpecs,
} from '@thala/runtime'
import { type Declaration, resource, type StoreReader } from '@thala/service'
import { openFolder } from '@thala/sqlite'
import { pipeline } from './declarations.ts'
import { homeOf, SAMPLE_BADGE } from './home.ts'
import { localModels } from './models.ts'
import { isRead } from './replay/standstill.ts'
import { type Sample, sampleWanted, startSample } from './sample-run.ts'

export interface Started {
  readonly url: string
  /** What runs on what. */
  readonly parts: readonly Part[]
  /** What questions are answered from right now. */
  current(): { readonly store: StoreReader; readonly badge: string | undefined }
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
  const home = homeOf(env)
  const releases: (() => Promise<unknown>)[] = []
  const release = async () => {
    for (const one of releases.splice(0).reverse()) await one().catch(() => undefined)
  }
  try {
    const log = await openLog(env, home.real)
    const onNotice = (line: string) => log.warn(line)
    const real = await openInstallation(env, { dataDir: home.real, access: 'own', onNotice })
    releases.push(() => real.close())
    const models = localModels(env)
    releases.push(() => models.close())

    let sample: Sample | undefined
    let died: (reason: string) => void = () => undefined
    const current = () =>
      sample ? { store: sample.folder.store, badge: SAMPLE_BADGE } : { store: real.store, badge: undefined }
    const shown = resource({
      name: 'shown-blobs',
      start: async () => ({ get: (sha256: string) => (sample?.blobs ?? models.lazy.blobs).get(sha256) }),
    })
    const server = api({ models: { ...models, blobs: shown }, reading: current, site: openSite })
    const slack = bot({ models, reading: current })
    const declarations = [...pipeline(models), server.declaration, slack.declaration]
    await refuseCompany(declarations, real, env)
    const running = await run(declarations, { ...real, env, log })
    releases.push(() => running.stop())
    await real.announce(server.url())
    log.info({ url: server.url(), slack: slack.url() }, 'started')

    if (options.sample && (await sampleWanted(home, real, env))) {
      sample = await startSample(home, models, env, log, server.changed)
      releases.push(async () => sample?.stop())
    }
    const failed = new Promise<string>((resolve) => {
      real.onFailure(resolve)
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
        log,
        sampleEnds: async () => sample !== undefined && !(await sampleWanted(home, real, env)),
        dropSample,
        lookAfterHealth: () => {
          const { live, reasons } = running.health()
          if (!live) died(reasons.join('; '))
        },
      }),
    )
    const parts = [...real.parts, server.about(), ...slackPart(slack.url())]
    return { url: server.url(), parts, current, ready, failed, stop: release }
  } catch (error) {
    await release()
    throw error
  }
}

const slackPart = (url: string | null): readonly Part[] =>
  url === null ? [] : [{ what: 'Slack', on: `answered at ${url}`, variable: 'THALA_SLACK_PORT' }]

const openLog = async (env: Env, folder: string): Promise<Log> =>
  createLog(env, logFile(join(await openFolder(folder), 'thala.log')))

/** One that cannot be written, on a full disk for instance, ends nothing: health says why. */
const logFile = (path: string) => createWriteStream(path, { flags: 'a', mode: 0o600 }).on('error', () => undefined)

/** With documents in a folder, another process on the same log would keep half of them somewhere else. */
async function refuseCompany(declarations: readonly Declaration[], { bus, store }: Installation, env: Env) {
  if (bus.kind === 'embedded' || store.kind !== 'embedded') return
  await bus.ensureTopics(topicSpecs(declarations, env))
  for (const group of groupsOf(declarations, env))
    if ((await isRead({ bus }, group)) !== null)
      throw new ThalaError(
        'bad-config',
        `another process reads this log as ${group.group}, and here documents are in a data folder, which only one process may use: set ELASTICSEARCH_URL (if that process was killed just now, try again in a minute)`,
      )
}

interface Chores {
  readonly real: Installation
  readonly log: Log
  sampleEnds(): Promise<boolean>
  dropSample(): Promise<void>
  lookAfterHealth(): void
}

/** What has to be looked after while it runs: the sample's end, and the retention of the log. */
function chores({ real, log, sampleEnds, dropSample, lookAfterHealth }: Chores): () => Promise<void> {
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
    repeat(EXPIRE_EVERY_MS, () => real.bus.expire(Date.now() - real.settings.RETENTION_DAYS * DAY_MS)),
  ]
  return async () => {
    stopping.abort()
    await Promise.allSettled(loops)
  }
}
