// The fitted numbers of the linker: weights of the two pair scores, thresholds of the decision, rarity of terms.
// Made by training/fit.ts; they ship with the code, so that a decision depends on nothing but its inputs.

import { readFileSync } from 'node:fs'
import { z } from 'zod'

const pairWeights = z.object({
  bias: z.number(),
  /** For a cosine of 1. */
  meaning: z.number().nonnegative(),
  /** Where one has all terms of the other. */
  terms: z.number().nonnegative(),
  conversation: z.number(),
  author: z.number(),
  /** For the same category; the opposite sign for another one. */
  category: z.number(),
  /** For another source: who reports in a tracker what was said in chat answers in no thread of it. */
  source: z.number(),
  /** For a rare code that both name. */
  code: z.number().nonnegative(),
  /** For each unit of log(1 + hours since the incident's last activity). Never positive: the score can only fade. */
  gap: z.number().nonpositive(),
})
export type PairWeights = z.infer<typeof pairWeights>

const probability = z.number().min(0).max(1)

/** Sorted 32-bit hashes (little endian) and one byte for each: inverse document frequency × `scale`. Base64. */
const idfTable = z.object({ hashes: z.string(), values: z.string(), scale: z.number().positive() })

const weightsFile = z.object({
  version: z.string(),
  /** A resolution with a report. */
  fix: pairWeights,
  /** A report with an earlier report. */
  voice: pairWeights,
  thresholds: z.object({
    /** Least probability of its type for a message to count as a report, or as a resolution. */
    report: probability,
    resolution: probability,
    /** Least chance of being final for a resolution to close an incident. */
    complete: probability,
    /** Least probability of being a resolution at all for one to close an incident; below it, it is a suspected fix. */
    closes: probability,
    /** A resolution joins the best incident from this score on, if the next one is `margin` below in log-odds. */
    autoLink: probability,
    margin: z.number().nonnegative(),
    /** A report is one more voice on an open incident, or says that a fix did not hold. */
    join: probability,
    recurrence: probability,
    /** A new incident takes in a fix that was announced before it. */
    orphan: probability,
  }),
  idf: idfTable,
})

export type Thresholds = z.infer<typeof weightsFile>['thresholds']

export interface Weights {
  readonly version: string
  readonly fix: PairWeights
  readonly voice: PairWeights
  readonly thresholds: Thresholds
  /** Rarity of a term by its hash, 1 to 255. A term that the table does not know is as rare as can be. */
  idf(hash: number): number
}

export const UNKNOWN_IDF = 255

/** Throws on a file that is damaged: there is no deciding without it. */
export function parseWeights(json: unknown): Weights {
  const { idf, ...rest } = weightsFile.parse(json)
  return { ...rest, idf: rarityIn(idf) }
}

export function rarityIn(idf: z.infer<typeof idfTable>): Weights['idf'] {
  const hashes = Buffer.from(idf.hashes, 'base64')
  const values = Buffer.from(idf.values, 'base64')
  if (hashes.length !== values.length * 4)
    throw new Error(`weights: ${hashes.length / 4} terms have ${values.length} values`)
  const table = new Map<number, number>()
  for (const [i, value] of values.entries()) table.set(hashes.readUInt32LE(i * 4), Math.max(1, value))
  return (hash) => table.get(hash) ?? UNKNOWN_IDF
}

let shipped: Weights | undefined

/** Read when they are first asked for: most commands link nothing. */
export function shippedWeights(): Weights {
  shipped ??= parseWeights(JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')))
  return shipped
}
