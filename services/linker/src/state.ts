// What the linker knows at one point in source time: the fold of the decisions up to there. `apply` alone changes it, and
// asks of a row nothing but its decision: rebuilding the state before a place scores nothing.

import { type Correction, type LinkInput, shortIncidentId } from '@thala/contracts'
import { type Entry, type Incident, isReport, step, unopened } from '@thala/incidents'
import { type Decision, isOrphan } from './decision.ts'
import type { Neighbours } from './near.ts'

/** Reports of one incident that others are compared with: enough voices to know it by, and a bound on its pull. */
const MAX_VOICES = 20

const LONGEST_SHORT_ID = 26

export interface Known {
  readonly id: string
  incident: Incident
  /** The report that opened it; null when its row is missing (it is decided again before it counts). */
  root: LinkInput | null
  voices: number
  /** Longest short id, made when a message first names an incident. */
  shortId?: string
}

export interface LinkState {
  readonly incidents: Map<string, Known>
  /** Incident of each message that plays a part in one. */
  readonly members: Map<string, Known>
  /** Reports by which incidents are found: message → the version that was applied, and its incident. */
  readonly voices: Map<string, { readonly input: LinkInput; readonly known: Known }>
  /** Incidents told of in each thread, by the thread's id. */
  readonly threads: Map<string, Set<Known>>
  /** The message that is the issue of each key. */
  readonly issues: Map<string, string>
  /** Resolutions that wait for their incident. */
  readonly orphans: Map<string, LinkInput>
}

export const emptyState = (): LinkState => ({
  incidents: new Map(),
  members: new Map(),
  voices: new Map(),
  threads: new Map(),
  issues: new Map(),
  orphans: new Map(),
})

/** Live: messages may still join it. Needs its root, whose audience decides who may. */
export const isLive = (known: Known): boolean => known.root !== null && known.incident.status !== 'Dismissed'
export const isOpen = ({ incident: { status } }: Known): boolean => status === 'Open' || status === 'Reopened'

/** A message outside of threads may become the root of one: then its id is the thread's. */
export const threadOf = ({ threadId, messageId }: LinkInput): string => threadId ?? messageId

/** Comments and changes carry the key of their issue too, and belong to its thread. */
export const isIssue = (input: LinkInput): input is LinkInput & { issue: string } =>
  typeof input.issue === 'string' && threadOf(input) === input.messageId

/** Incidents whose short id begins as people wrote it. */
export function named(state: LinkState, reference: string): Known[] {
  return [...state.incidents.values()].filter((known) => {
    known.shortId ??= shortIncidentId(known.id, LONGEST_SHORT_ID)
    return known.shortId.startsWith(reference)
  })
}

export function applyMessage(state: LinkState, input: LinkInput, decision: Decision, near: Neighbours): void {
  if (input.deleted) return
  if (isIssue(input)) state.issues.set(input.issue, input.messageId)
  if (isOrphan(decision)) {
    state.orphans.set(input.messageId, input)
    near.add('resolution', input)
  }
  const { incidentId, role } = decision
  if (incidentId === null || role === null) return
  const known = enter(state, incidentId, entryOf(input.messageId, input, decision))
  if (decision.orphan) state.orphans.delete(decision.orphan.messageId)
  state.members.set(input.messageId, known)
  const thread = state.threads.get(threadOf(input))
  if (thread) thread.add(known)
  else state.threads.set(threadOf(input), new Set([known]))
  if (role === 'report') known.root ??= input
  if (!isReport(role) || known.voices >= MAX_VOICES) return
  known.voices++
  state.voices.set(input.messageId, { input, known })
  near.add('report', input)
}

export function applyCorrection(state: LinkState, correction: Correction, decision: Decision): void {
  if (decision.incidentId === null) return
  const { at, severity } = correction
  const features = { at, author: correction.actor, conversationId: null, category: null, severity }
  enter(state, decision.incidentId, entryOf(correction.id, features, decision))
}

function enter(state: LinkState, id: string, entry: Entry): Known {
  const before = state.incidents.get(id)
  const known = before ?? { id, incident: unopened, root: null, voices: 0 }
  if (!before) state.incidents.set(id, known)
  known.incident = step(known.incident, entry)
  return known
}

const entryOf = (entryId: string, said: Said, { role, evidence, orphan }: Decision): Entry => ({
  entryId,
  role: role ?? 'withdrawn',
  at: said.at,
  decisionVersion: 1,
  evidence,
  author: said.author,
  conversationId: said.conversationId,
  category: said.category,
  severity: said.severity,
  orphan,
})

type Said = Pick<Entry, 'at' | 'author' | 'conversationId' | 'category' | 'severity'>
