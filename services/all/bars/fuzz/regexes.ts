// Every regular expression of the project on long hostile texts. Literals are found in the sources; those that are put
// together when a module is loaded are caught while it is.

import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { ATTACK_LENGTH, attacks } from './attacks.ts'
import { regexLiterals } from './regex-literals.ts'
import type { Timed } from './regex-worker.ts'

/** On 100,000 characters. */
export const LIMIT_MS = 100
/** Nobody needs to know how much worse than this it is. */
const GIVE_UP_MS = 3_000

export interface Found {
  /** `libs/text/src/split.ts:12` */
  readonly where: string
  readonly source: string
  readonly flags: string
}

/** What runs, not what tests it. */
const isShipped = (path: string): boolean =>
  !/\.test\.ts$|\/(?:testing|fixtures|training|bars|contract)\/|^libs\/testkit\//.test(path)

export async function regexesOf(root: string): Promise<Found[]> {
  const files = globSync('{libs,services}/**/*.ts', { cwd: root, exclude: (path) => path.includes('node_modules') })
  const shipped = files
    .map((path) => path.replaceAll('\\', '/'))
    .filter(isShipped)
    .sort()
  const found: Found[] = []
  for (const path of shipped) {
    const text = readFileSync(join(root, path), 'utf8')
    for (const { line, source, flags } of regexLiterals(text)) found.push({ where: `${path}:${line}`, source, flags })
    if (/\bRegExp\(/.test(text)) found.push(...(await composedIn(join(root, path), root)))
  }
  const seen = new Map(found.map((one) => [`/${one.source}/${one.flags}`, one]))
  return [...seen.values()]
}

/** Of a module that is not loaded yet. */
async function composedIn(path: string, root: string): Promise<Found[]> {
  const found: Found[] = []
  const original = globalThis.RegExp
  const where = relative(root, path).replaceAll('\\', '/')
  globalThis.RegExp = new Proxy(original, {
    construct(target, [source, flags]: [string | RegExp, string?]) {
      const made = flags === undefined ? new target(source) : new target(source, flags)
      if (new Error().stack?.includes(where)) found.push({ where, source: made.source, flags: made.flags })
      return made
    },
  })
  try {
    // Another query is another module: it is loaded although it was before.
    await import(`${pathToFileURL(path).href}?composed`)
  } finally {
    globalThis.RegExp = original
  }
  return found
}

const told = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('trying'), on: z.string() }),
  z.object({ kind: z.literal('done'), on: z.string(), ms: z.number() }),
])

export interface Slow {
  readonly where: string
  readonly regex: string
  readonly ms: number
  /** What the text was made of. */
  readonly on: string
}

/** Those that take longer than the limit on one of `most` texts, and the slowest time of those that do not. */
export async function timeRegexes(
  found: readonly Found[],
  seed: number,
  most: number,
): Promise<{ slow: Slow[]; slowestMs: number }> {
  const slow: Slow[] = []
  let slowestMs = 0
  let worker = await startWorker()
  try {
    for (const { where, source, flags } of found) {
      const units = attacks(new RegExp(source, flags), seed, most)
      const { ms, on, hung } = await timeOne(worker, { source, flags, units, length: ATTACK_LENGTH, limitMs: LIMIT_MS })
      if (ms > LIMIT_MS) slow.push({ where, regex: `/${source}/${flags}`, ms: Math.round(ms), on })
      else slowestMs = Math.max(slowestMs, ms)
      if (!hung) continue
      await worker.terminate()
      worker = await startWorker()
    }
  } finally {
    await worker.terminate()
  }
  return { slow, slowestMs }
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./regex-worker.ts', import.meta.url))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  worker.once('message', () => resolve())
  worker.once('error', reject)
  await promise
  worker.off('error', reject)
  return worker
}

function timeOne(worker: Worker, wish: Timed) {
  const { promise, resolve, reject } = Promise.withResolvers<{ ms: number; on: string; hung: boolean }>()
  let on = ''
  const giveUp = () => resolve({ ms: GIVE_UP_MS, on, hung: true })
  let timer = setTimeout(giveUp, GIVE_UP_MS)
  const listen = (message: unknown) => {
    const said = told.parse(message)
    clearTimeout(timer)
    if (said.kind === 'done') resolve({ ms: said.ms, on: said.on, hung: false })
    else if (said.kind === 'trying') on = said.on
    timer = setTimeout(giveUp, GIVE_UP_MS)
  }
  worker.on('message', listen)
  worker.once('error', reject)
  worker.postMessage(wish)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', listen)
    worker.off('error', reject)
  })
}
