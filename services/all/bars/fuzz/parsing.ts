// Parsers on bent examples and on long texts. Promise: the same seed gives the same cases; what broke is told with its input.

import { isThalaError } from '@thala/contracts'
import { mutator } from '@thala/testkit/fuzz'
import { ATTACK_LENGTH } from './attacks.ts'
import { failureLine, SEPARATOR } from './failure.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'

export interface ParsingOutcome {
  readonly cases: number
  /** One line each, with its input. */
  readonly broken: readonly string[]
  /** Targets that took longer over one case than they may. */
  readonly slow: readonly string[]
}

/** Processor time of one call: some are a whole export. Timed again before it is believed, unless it is beyond all doubt. */
const SLOWEST_MS = 2_000
/** Times that. */
const BEYOND_DOUBT = 2.5
const AGAIN = 2
const MOST_TOLD = 5

/** Long texts, as a hostile sender would put them into any field. */
const LONG = [
  ' ',
  '\n',
  'a',
  '<',
  '>',
  '&',
  ':',
  '(',
  '[',
  '/',
  '"',
  ',',
  '=',
  '_',
  '*',
  '> ',
  'a ',
  '-\n',
  '{',
  '\\',
  'é',
  '@',
  '|',
  '\t ',
]

export async function fuzzParsers(seed: number, cases: number): Promise<ParsingOutcome> {
  const outcomes = []
  for (const one of targets) outcomes.push(await fuzzTarget(one, seed, cases))
  return {
    cases: outcomes.reduce((sum, one) => sum + one.cases, 0),
    broken: outcomes.flatMap(({ broken }) => broken.slice(0, MOST_TOLD)),
    slow: outcomes.flatMap(({ slow }) => slow.slice(0, MOST_TOLD)),
  }
}

export async function fuzzTarget(
  target: Target,
  seed: number,
  cases: number,
  slowestMs = SLOWEST_MS,
): Promise<ParsingOutcome> {
  const mutate = mutator(seed)
  const broken: string[] = []
  const slow: string[] = []
  const known = new Set<string>()
  /** What breaks in the same way is told once. */
  const tell = (line: string) => {
    const [way = ''] = line.split(SEPARATOR)
    if (!known.has(way)) broken.push(`seed ${seed}: ${target.name}: ${line}`)
    known.add(way)
  }
  const take = async (input: unknown) => {
    const begun = process.threadCpuUsage()
    await attempt(target, input, tell)
    const { user, system } = process.threadCpuUsage(begun)
    return (user + system) / 1000
  }
  const takeInTime = async (input: unknown) => {
    let ms = await take(input)
    for (let again = 0; again < AGAIN && ms > slowestMs && ms < slowestMs * BEYOND_DOUBT; again++)
      ms = Math.min(ms, await take(input))
    if (ms > slowestMs) slow.push(`${target.name}: ${Math.round(ms)} ms${failureLine('', input)}`)
  }
  const wanted = Math.ceil(cases * (target.share ?? 1))
  let made = 0
  for (; made < wanted; made += target.cases) await takeInTime(target.make(mutate))
  for (const long of LONG) await takeInTime(target.make(lengthened(mutate, long)))
  await target.close?.()
  return { cases: made + LONG.length * target.cases, broken, slow }
}

async function attempt(target: Target, input: unknown, tell: (line: string) => void): Promise<void> {
  const error = await errorOf(target, input)
  if (error !== null) tell(failureLine(error, Array.isArray(input) ? await culprit(target, input) : input))
}

async function errorOf(target: Target, input: unknown): Promise<unknown> {
  try {
    await target.take(input)
    return null
  } catch (error) {
    return isThalaError(error) ? null : error
  }
}

/** Of several records the one that breaks it by itself, else all. */
async function culprit(target: Target, records: readonly unknown[]): Promise<readonly unknown[]> {
  for (const record of records) if ((await errorOf(target, [record])) !== null) return [record]
  return records
}

/** Examples as they are, but for one long run in the middle of a text. */
function lengthened(mutate: ReturnType<typeof mutator>, unit: string): ReturnType<typeof mutator> {
  const run = unit.repeat(ATTACK_LENGTH / unit.length)
  const into = (text: string) => `${text.slice(0, text.length / 2)}${run}${text.slice(text.length / 2)}`
  const first = <T>(some: readonly T[]): T | undefined => some[0]
  const inJson = (value: unknown): unknown => {
    let done = false
    return JSON.parse(
      JSON.stringify(value, (_, inner: unknown) => {
        if (done || typeof inner !== 'string' || inner.length < 12) return inner
        done = true
        return into(inner)
      }) ?? 'null',
    )
  }
  return {
    ...mutate,
    text: (examples) => into(first(examples) ?? ''),
    bytes: (examples) => Buffer.from(into(Buffer.from(first(examples) ?? []).toString('utf8'))),
    json: (examples) => inJson(first(examples)),
  }
}
