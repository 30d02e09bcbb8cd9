// The linker on a stream that arrives repeated and out of order, against itself on the same stream in order, in one batch:
// what disorder costs. Fails when the two do not end in the same decisions.

import { canonicalJson, sha256 } from '@thala/contracts'
import { linkStream, shuffledCopies } from '@thala/testkit'
import { placing } from '../services/linker/src/place.ts'
import { idOf } from '../services/linker/src/row.ts'
import { type Change, sequence } from '../services/linker/src/sequence.ts'
import { shippedRules } from '../services/linker/src/service.ts'
import { compare, type Result } from './measure.ts'

const MESSAGES = Number(process.env.BENCH_LINKER_MESSAGES ?? 10_000)
const SEEDS = Number(process.env.BENCH_LINKER_SEEDS ?? 3)
const BATCH = 500
const rules = shippedRules()

interface Outcome {
  /** Of who joined what in which role. */
  readonly hash: string
  /** Rows that were written, and how many messages there are: the difference was superseded. */
  readonly written: number
  readonly rows: number
}

function placeAll(changes: readonly Change[], batch: number): Outcome {
  const rows = sequence()
  const placed = placing(rows, rules)
  let written = 0
  for (let i = 0; i < changes.length; i += batch) written += placed.place(changes.slice(i, i + batch)).length
  const lines = rows.rows().map((row) => [idOf(row), row.decision.incidentId, row.decision.role])
  return { hash: sha256(canonicalJson(lines)), written, rows: lines.length }
}

export async function benchLinker(): Promise<Result[]> {
  const results: Result[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    const stream = linkStream({ seed, messages: MESSAGES }).map((value): Change => ({ input: 'linkInput', value }))
    const shuffled = shuffledCopies(stream, seed)
    let inOrder: Outcome | undefined
    let disordered: Outcome | undefined
    const result = await compare(
      `linker: ${shuffled.length} arrivals of ${stream.length} versions, shuffled over 24 h, seed ${seed}`,
      'arrivals',
      {
        name: 'thala',
        run: async () => {
          disordered = placeAll(shuffled, BATCH)
          return shuffled.length
        },
      },
      {
        name: 'the same in order, in one batch',
        run: async () => {
          inOrder = placeAll(stream, stream.length)
          return stream.length
        },
      },
      1,
    )
    if (!inOrder || disordered?.hash !== inOrder.hash)
      throw new Error(`seed ${seed}: the order of arrival changed the outcome`)
    const superseded = ((disordered.written - disordered.rows) / disordered.written) * 100
    results.push({ ...result, what: `${result.what}: same decisions, ${superseded.toFixed(0)} % superseded` })
  }
  return results
}
