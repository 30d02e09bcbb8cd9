// From an incident to the fields that clients of the earlier interface know. Pure.

import type { Likelihood, WireStatus } from '@thala/contracts'
import { type Brief, type IncidentPrediction, type IssueCard, ownIdOf, type SearchResult } from '@thala/incidents'

/** ISO 8601, UTC. */
export const timestamp = (at: number): string => new Date(at).toISOString()

export const isOpen = ({ status }: Pick<IssueCard, 'status'>): boolean => status !== 'Resolved'

/** A reopened incident is open again. */
export const wireStatus = (card: IssueCard): WireStatus => (isOpen(card) ? 'Open' : 'Resolved')

/** The id that a client gave, where it asked by that or where its report stands for the incident; else the short one. */
export function issueIdOf({ card, incident: { root, messages } }: Brief, asked: string): string {
  const own = [...messages.keys()].map((messageId) => ownIdOf({ messageId }))
  return own.includes(asked) ? asked : (ownIdOf(root) ?? card.shortId)
}

export const resolutionOf = ({ resolution }: IssueCard) => ({
  // A fix may be said without words.
  resolution_text: resolution?.text || null,
  resolved_by: resolution?.by ?? null,
  resolved_at: resolution ? timestamp(resolution.at) : null,
})

/** Two decimals more than the eye needs: equal answers stay equal. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

export const searchResult = (result: SearchResult) => ({
  text: result.text,
  /** 0 to 2, as it always was. */
  score: rounded(2 * result.relevance),
  timestamp: timestamp(result.card.openedAt),
  status: wireStatus(result.card),
  incident_likelihood: likelihoodOf(result.likelihood),
  ...resolutionOf(result.card),
  issue_id: ownIdOf(result.root) ?? result.card.shortId,
})

const likelihoodOf = (probability: number): Likelihood => (probability >= 0.5 ? 'Likely' : 'Not Likely')

export const predictionOf = ({ likelihood, confidence, category, severity, reasoning }: IncidentPrediction) => ({
  incident_likelihood: likelihood,
  confidence: rounded(confidence),
  category,
  severity,
  reasoning,
})
