// Decides about one message, given what is known at its place in source time. Pure: it reads the state and changes
// nothing. The first step that answers wins (a person, the thread, a reference, the score, else abstain) and says so.

import { type Evidence, incidentId, type LinkInput, type MessageType, WORKSPACE } from '@thala/contracts'
import { type Candidate, candidatesFor, candidatesNamed, orphanFor } from './candidates.ts'
import { apart, type Decision, GONE, NOTHING, typeOf } from './decision.ts'
import type { Neighbours } from './near.ts'
import { isBefore } from './order.ts'
import type { People } from './people.ts'
import { standsOut } from './score.ts'
import { isLive, isOpen, type Known, type LinkState, named, threadOf } from './state.ts'
import type { Weights } from './weights.ts'

export interface Rules {
  readonly weights: Weights
  /** How long an incident stays a candidate after its last activity, and an orphan waits. */
  readonly windowMs: number
  /** A report this long after the fix, or sooner, may say that the fix did not hold. At most `windowMs`. */
  readonly recurrenceMs: number
}

export interface Surroundings extends Rules {
  readonly state: LinkState
  readonly people: People
  readonly near: Neighbours
  /** The live message of this id, earlier or later. */
  message(id: string): LinkInput | undefined
}

interface Question extends Surroundings {
  readonly input: LinkInput
  readonly type: MessageType
  /** Where a person said that it does not belong. */
  readonly barred: ReadonlySet<Known>
}

export function decideMessage(input: LinkInput, around: Surroundings): Decision {
  if (input.deleted) return GONE
  const question = {
    ...around,
    input,
    type: typeOf(input, around.weights.thresholds),
    barred: barredFor(input, around),
  }
  const decision = byPerson(question) ?? byThread(question) ?? byReference(question) ?? byScore(question)
  return question.type === 'incident_report' ? withEarlierFix(question, decision) : decision
}

function barredFor({ messageId }: LinkInput, { people, state }: Surroundings): Set<Known> {
  const own = people.pinOf(messageId)
  const others = people.pinsWith(messageId).filter((pin) => pin.kind === 'apart')
  const ids = [...(own?.kind === 'apart' && own.with !== null ? [own.with] : []), ...others.map((pin) => pin.messageId)]
  return new Set(ids.flatMap((id) => state.members.get(id) ?? []))
}

/** Step 0. A pin may cross audiences, and reaches incidents of any age and state. */
function byPerson(question: Question): Decision | null {
  const { input, type, people, state, weights, message } = question
  const pin = people.pinOf(input.messageId)
  const opens = type === 'incident_report' && !isTicket(input)
  if (pin?.kind === 'apart' && opens) return opened(question, 'person', ['unlinked by a person'])
  if (pin?.kind === 'apart' && pin.with === null) return apart('person', 'unlinked by a person')
  if (pin?.kind === 'join' && pin.with !== null) {
    const known = state.members.get(pin.with)
    if (known) return pinned(question, known, pin.with)
    const other = message(pin.with)
    const isLater = other !== undefined && isBefore(input, other)
    // It cannot join what is not told yet: the report takes it in when its turn comes (see withEarlierFix).
    if (isLater && type === 'resolution' && typeOf(other, weights.thresholds) === 'incident_report')
      return confirmedFor(pin.with)
  }
  return type !== 'incident_report' || pin?.kind === 'join' ? null : byEarlierPin(question)
}

/** The other way round: an earlier report was pinned to this one, so this one joins where that is. */
function byEarlierPin(question: Question): Decision | null {
  const { input, people, state, weights, message } = question
  for (const other of people.pinsWith(input.messageId).toReversed()) {
    const earlier = message(other.messageId)
    const known = state.members.get(other.messageId)
    if (other.kind !== 'join' || !earlier || !known || question.barred.has(known)) continue
    if (typeOf(earlier, weights.thresholds) === 'incident_report') return pinned(question, known, other.messageId)
  }
  return null
}

/** One customer's trouble: it is a voice on an incident that others told of, and opens or closes none by its words. */
const isTicket = ({ source }: LinkInput): boolean => source === 'ticket'

const confirmedFor = (via: string): Decision => ({
  incidentId: null,
  role: null,
  evidence: { kind: 'person', reasons: ['confirmed for a later report'], via, candidates: [] },
})

function pinned({ type }: Question, known: Known, via: string): Decision {
  const role = type === 'incident_report' ? 'corroboration' : type === 'resolution' ? 'resolution' : 'discussion'
  const reasons = ['linked by a person']
  return { incidentId: known.id, role, evidence: { kind: 'person', reasons, via, candidates: [] } }
}

/** Step 1. The thread picks the incident; what the message says picks its role. */
function byThread(question: Question): Decision | null {
  const { input, state } = question
  if (input.threadId === null) return null
  const thread = [...(state.threads.get(threadOf(input)) ?? [])]
  return amongFew(question, thread, 'thread', () => ({ reason: 'same thread', via: input.threadId }))
}

/** Step 2. What the text names outright. A key names the issue that has it, if one does. */
function byReference(question: Question): Decision | null {
  const { state, input } = question
  const reasons = new Map<Known, { reason: string; via: string | null }>()
  for (const reference of input.references.incidents)
    for (const known of named(state, reference))
      reasons.set(known, { reason: `names ${reference}`.slice(0, 256), via: known.root?.messageId ?? null })
  for (const id of input.references.messages) {
    const known = state.members.get(id)
    if (known) reasons.set(known, { reason: 'names a message of it', via: id })
  }
  for (const key of input.references.issues) {
    const issue = state.issues.get(key)
    const known = issue === undefined ? undefined : state.members.get(issue)
    if (known) reasons.set(known, { reason: `names ${key}`.slice(0, 256), via: issue ?? null })
  }
  return amongFew(question, [...reasons.keys()], 'reference', (known) => reasons.get(known))
}

/** One: it joins that. Several: the score decides among them. None: the next step. */
function amongFew(
  question: Question,
  all: readonly Known[],
  kind: 'thread' | 'reference',
  why: (known: Known) => { reason: string; via: string | null } | undefined,
): Decision | null {
  const few = all.filter((known) => isLive(known) && mayJoin(question, known))
  const [only, ...more] = few
  if (!only) return null
  if (more.length > 0) return byScore(question, new Set(few))
  const { reason, via } = why(only) ?? { reason: kind, via: null }
  const { role, said } = roleIn(question, only)
  const reasons = said ? [said, reason] : [reason]
  const evidence = { kind: said ? ('said' as const) : kind, reasons, ...(via !== null && { via }), candidates: [] }
  return { incidentId: only.id, role, evidence }
}

/** Words meet only within one audience; a fix may also close what the whole workspace can read. */
function mayJoin({ input, type, barred }: Question, known: Known): boolean {
  if (known.root === null || barred.has(known)) return false
  const { audience } = known.root
  return audience === input.audience || (type === 'resolution' && audience === WORKSPACE)
}

function roleIn(
  { type, input, weights }: Question,
  known: Known,
): { role: Exclude<Decision['role'], null>; said?: string } {
  if (type === 'incident_report') return { role: known.incident.status === 'Resolved' ? 'recurrence' : 'corroboration' }
  if (input.saidStatus === 'Resolved') return { role: 'resolution', said: 'said to be resolved' }
  if (type === 'resolution') return { role: fixRole(input, weights) }
  if (input.saidStatus === 'Open' && known.incident.status === 'Resolved')
    return { role: 'recurrence', said: 'said to be open' }
  return { role: 'discussion' }
}

/** Partial, tentative, negated, a question, or not clearly a fix at all: it stays a suspicion. */
function fixRole({ complete, types, saidType, saidStatus }: LinkInput, { thresholds }: Weights) {
  if (saidStatus === 'Resolved') return 'resolution'
  const isClear = saidType === 'resolution' || types.resolution >= thresholds.closes
  return isClear && complete >= thresholds.complete ? 'resolution' : 'suspected-fix'
}

/** Steps 3 and 4: the score, over all incidents that are recent enough or over the few that a step before left. */
function byScore(question: Question, few?: ReadonlySet<Known>): Decision {
  if (question.type === 'resolution') return resolutionByScore(question, few)
  if (question.type === 'incident_report') return reportByScore(question, few)
  return few ? apart('score', 'several incidents in question') : NOTHING
}

const isRecent = ({ input, windowMs }: Question, { incident }: Known): boolean => input.at - incident.lastAt <= windowMs

function resolutionByScore(question: Question, few?: ReadonlySet<Known>): Decision {
  const { input, weights } = question
  if (isTicket(input)) return apart('score', 'a ticket closes nothing')
  const eligible = (known: Known) =>
    isLive(known) && isOpen(known) && mayJoin(question, known) && (few ? few.has(known) : isRecent(question, known))
  const candidates = candidatesFor(input, 'fix', eligible, question)
  const [best, second] = candidates
  const { autoLink, margin } = weights.thresholds
  const isSure = best !== undefined && best.score >= autoLink
  if (isSure && (!second || standsOut(best.score, second.score, margin)))
    return {
      incidentId: best.known.id,
      role: fixRole(input, weights),
      evidence: scoredEvidence(question, best, candidates),
    }
  const doubt = !best ? 'no open incident is near' : isSure ? 'two incidents are too near' : 'none is near enough'
  const evidence = { kind: 'orphan' as const, reasons: [doubt], candidates: candidatesNamed(candidates) }
  return { incidentId: null, role: null, evidence: best ? { ...evidence, score: best.score } : evidence }
}

function reportByScore(question: Question, few?: ReadonlySet<Known>): Decision {
  const { input, weights, recurrenceMs } = question
  const isCandidate = (known: Known) => {
    if (isOpen(known)) return few ? few.has(known) : isRecent(question, known)
    const { resolution } = known.incident
    return resolution !== null && (few ? few.has(known) : input.at - resolution.at <= recurrenceMs)
  }
  const eligible = (known: Known) => isLive(known) && mayJoin(question, known) && isCandidate(known)
  const candidates = candidatesFor(input, 'voice', eligible, question)
  const { join, recurrence } = weights.thresholds
  const match = candidates.find(({ known, score }) => score >= (isOpen(known) ? join : recurrence))
  if (!match && isTicket(input)) return apart('score', 'a ticket alone opens nothing')
  if (!match) return opened(question, 'root', ['nothing like it is open'], candidates)
  const role = isOpen(match.known) ? 'corroboration' : 'recurrence'
  return { incidentId: match.known.id, role, evidence: scoredEvidence(question, match, candidates) }
}

function scoredEvidence({ input }: Question, { known, score, best }: Candidate, all: readonly Candidate[]): Evidence {
  const hours = (input.at - known.incident.lastAt) / 3_600_000
  return {
    kind: 'score',
    score,
    reasons: [...best.reasons(), `${hours.toFixed(1)} h after its last activity`],
    via: best.input.messageId,
    candidates: candidatesNamed(all),
  }
}

function opened(
  { input }: Question,
  kind: 'root' | 'person',
  reasons: string[],
  candidates: readonly Candidate[] = [],
): Decision {
  const evidence = { kind, reasons, candidates: candidatesNamed(candidates) }
  return { incidentId: incidentId(input.messageId), role: 'report', evidence }
}

/** A fix that came before its report: one that a person pinned, one that came with it, one that waits and fits. */
function withEarlierFix(question: Question, decision: Decision): Decision {
  const { input, people, state, weights, message } = question
  const confirmed = people.pinsWith(input.messageId).findLast((pin) => {
    const earlier = pin.kind === 'join' ? message(pin.messageId) : undefined
    if (!earlier || !isBefore(earlier, input) || state.members.has(pin.messageId)) return false
    return typeOf(earlier, weights.thresholds) === 'resolution'
  })
  if (confirmed) return { ...decision, orphan: { messageId: confirmed.messageId, role: 'resolution' } }
  if (decision.role !== 'report') return decision
  if (input.saidStatus === 'Resolved')
    return { ...decision, orphan: { messageId: input.messageId, role: 'resolution' } }
  const eligible = (orphan: LinkInput) =>
    input.at - orphan.at <= question.windowMs &&
    (orphan.audience === input.audience || input.audience === WORKSPACE) &&
    people.pinOf(orphan.messageId)?.with !== input.messageId &&
    people.pinOf(input.messageId)?.with !== orphan.messageId
  const waiting = orphanFor(input, eligible, question)
  if (!waiting) return decision
  const reasons = [...decision.evidence.reasons, `a fix told before scores ${waiting.score.toFixed(2)}`]
  return {
    ...decision,
    evidence: { ...decision.evidence, reasons },
    orphan: { messageId: waiting.input.messageId, role: 'suspected-fix' },
  }
}
