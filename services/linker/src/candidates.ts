// Step 3: the incidents that a message could belong to, each with its score, best first.

import type { Evidence, LinkInput } from '@thala/contracts'
import type { Neighbour, Neighbours } from './near.ts'
import { logistic, type Relation, scoreAfter } from './score.ts'
import type { Known, LinkState } from './state.ts'
import type { Weights } from './weights.ts'

export interface Candidate {
  readonly known: Known
  readonly score: number
  /** The report that fits best. */
  readonly best: Neighbour
}

/** Most candidates that the evidence names. */
const MAX_NAMED = 5

/**
 * An incident scores as its best report does, faded by the time since its last activity. Left out is what no threshold
 * would let in and no evidence would name.
 */
export function candidatesFor(
  input: LinkInput,
  relation: Relation,
  eligible: (known: Known) => boolean,
  { state, near, weights }: { readonly state: LinkState; readonly near: Neighbours; readonly weights: Weights },
): Candidate[] {
  const found = new Map<Known, Candidate>()
  const named = highest(MAX_NAMED)
  const wanted = leastWanted(relation, weights)
  for (const best of near.of(input, 'report', relation)) {
    // Time only fades a score, and the next ones begin lower.
    const atMost = rounded(logistic(best.affinity))
    if (atMost < wanted && atMost < named.least()) break
    const voice = state.voices.get(best.input.messageId)
    if (voice?.input !== best.input || found.has(voice.known) || !eligible(voice.known)) continue
    const { known } = voice
    const score = rounded(scoreAfter(best.affinity, input.at - known.incident.lastAt, weights[relation]))
    found.set(known, { known, best, score })
    named.add(score)
  }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.known.id < b.known.id ? -1 : 1))
}

function leastWanted(relation: Relation, { thresholds: { autoLink, join, recurrence } }: Weights): number {
  return relation === 'fix' ? autoLink : Math.min(join, recurrence)
}

/** The `count` highest numbers of those added. */
function highest(count: number): { add(value: number): void; least(): number } {
  const kept: number[] = []
  return {
    /** Minus infinity while there are fewer. */
    least: () => (kept.length < count ? Number.NEGATIVE_INFINITY : (kept.at(-1) ?? Number.NEGATIVE_INFINITY)),
    add: (value) => {
      kept.push(value)
      kept.sort((a, b) => b - a)
      kept.length = Math.min(kept.length, count)
    },
  }
}

/** A resolution that waits, and fits this new report. */
export function orphanFor(
  input: LinkInput,
  eligible: (orphan: LinkInput) => boolean,
  { state, near, weights }: { readonly state: LinkState; readonly near: Neighbours; readonly weights: Weights },
): { readonly input: LinkInput; readonly score: number } | null {
  let best: { input: LinkInput; score: number } | null = null
  for (const { input: orphan, affinity } of near.of(input, 'resolution', 'fix')) {
    if (rounded(logistic(affinity)) < Math.max(weights.thresholds.orphan, best?.score ?? 0)) break
    if (state.orphans.get(orphan.messageId) !== orphan || !eligible(orphan)) continue
    const score = rounded(scoreAfter(affinity, input.at - orphan.at, weights.fix))
    const beats = !best || score > best.score || (score === best.score && orphan.messageId < best.input.messageId)
    if (score >= weights.thresholds.orphan && beats) best = { input: orphan, score }
  }
  return best
}

/** Four digits: what is stored compares as it decided. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000

export const candidatesNamed = (candidates: readonly Candidate[]): Evidence['candidates'] =>
  candidates.slice(0, MAX_NAMED).map(({ known, score }) => ({ incidentId: known.id, score }))
