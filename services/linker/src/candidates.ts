// Step 3: the incidents that a message could belong to, each with its score, best first.

import type { Evidence, LinkInput } from '@thala/contracts'
import type { Neighbour, Neighbours } from './near.ts'
import { type Relation, scoreAfter } from './score.ts'
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

/** An incident scores as its best report does, faded by the time since its last activity. */
export function candidatesFor(
  input: LinkInput,
  relation: Relation,
  eligible: (known: Known) => boolean,
  { state, near, weights }: { readonly state: LinkState; readonly near: Neighbours; readonly weights: Weights },
): Candidate[] {
  const best = new Map<Known, Neighbour>()
  for (const neighbour of near.of(input, 'report', relation)) {
    const voice = state.voices.get(neighbour.input.messageId)
    if (voice?.input !== neighbour.input || !eligible(voice.known)) continue
    const before = best.get(voice.known)
    if (!before || isBetter(neighbour, before)) best.set(voice.known, neighbour)
  }
  const scored = [...best].map(([known, neighbour]) => {
    const gapMs = input.at - known.incident.lastAt
    return { known, best: neighbour, score: rounded(scoreAfter(neighbour.affinity, gapMs, weights[relation])) }
  })
  return scored.sort((a, b) => b.score - a.score || (a.known.id < b.known.id ? -1 : 1))
}

/** Neighbours come in no order: equals are told apart by id. */
const isBetter = (a: Neighbour, b: Neighbour): boolean =>
  a.affinity > b.affinity || (a.affinity === b.affinity && a.input.messageId < b.input.messageId)

/** A resolution that waits, and fits this new report. */
export function orphanFor(
  input: LinkInput,
  eligible: (orphan: LinkInput) => boolean,
  { state, near, weights }: { readonly state: LinkState; readonly near: Neighbours; readonly weights: Weights },
): { readonly input: LinkInput; readonly score: number } | null {
  let best: { input: LinkInput; score: number } | null = null
  for (const { input: orphan, affinity } of near.of(input, 'resolution', 'fix')) {
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
