// Arbitrary histories for property tests: a stream of a busy workspace with corrections by people, in any order, in copies,
// in batches of any size.

import { type Correction, correctionActions, incidentId, type LinkInput, shortIncidentId } from '@thala/contracts'
import { linkStream, mulberry32, shuffledCopies } from '@thala/testkit'
import fc from 'fast-check'
import type { Change } from '../sequence.ts'
import { changesOf, DAY } from './inputs.ts'

export interface History {
  readonly changes: readonly Change[]
  readonly batches: readonly (readonly Change[])[]
}

export interface HistoryOptions {
  readonly messages: number
  readonly spanMs: number
  readonly corrections: number
}

/** What tells one history from another: small enough to print when it fails. */
export const anyHistory = fc.record({
  seed: fc.nat(),
  order: fc.nat(),
  batchSize: fc.integer({ min: 1, max: 60 }),
  isShuffled: fc.boolean(),
})
export type Spec = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never

export function historyOf({ seed, order, batchSize, isShuffled }: Spec, options: HistoryOptions): History {
  const { messages, spanMs, corrections } = options
  const stream = entangled(linkStream({ seed, messages, spanMs, topics: 3 }), seed)
  const changes = changesOf([...stream, ...correctionsOf(stream, corrections, seed)])
  const arriving = isShuffled ? shuffledCopies(changes, order) : changes
  const batches = []
  for (let i = 0; i < arriving.length; i += batchSize) batches.push(arriving.slice(i, i + batchSize))
  return { changes, batches }
}

/**
 * What real ones do less often: some messages say outright that something is resolved, or open again; some name a message,
 * its incident, or the key of the issue that it is, of any age; some continue a thread that began with talk.
 */
function entangled(stream: readonly LinkInput[], seed: number): LinkInput[] {
  const random = mulberry32(seed + 1)
  const first = new Map(stream.map(({ messageId }, i) => [messageId, i]))
  const keyOf = (messageId: string) => `OPS-${first.get(messageId)}`
  return stream.map((told, i) => {
    const earlier = stream[Math.floor(random() * (first.get(told.messageId) ?? i))]
    const input = told.deleted ? told : { ...told, issue: keyOf(told.messageId) }
    const [chance, other] = [random(), random()]
    if (input.deleted || !earlier || chance > 0.4) return input
    if (chance < 0.1) return { ...input, saidStatus: other < 0.6 ? 'Resolved' : 'Open' }
    if (chance < 0.2) return { ...input, threadId: earlier.messageId }
    const { messageId } = earlier
    const incidents = [shortIncidentId(incidentId(messageId), 9)]
    const names =
      chance < 0.27 ? { messages: [messageId] } : chance < 0.34 ? { incidents } : { issues: [keyOf(messageId)] }
    return { ...input, threadId: null, references: { ...input.references, ...names } }
  })
}

function correctionsOf(stream: readonly LinkInput[], count: number, seed: number): Correction[] {
  const random = mulberry32(seed + 2)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const corrections: Correction[] = []
  for (let i = 0; i < count; i++) {
    const target = pick(stream)
    const action = pick(correctionActions)
    if (!target || !action) continue
    corrections.push({
      v: 1,
      id: `correction-${i}`,
      scope: 'default',
      actor: 'a person',
      action,
      targets: [target.messageId],
      with: random() < 0.8 ? (pick(stream)?.messageId ?? null) : null,
      severity: 'High',
      undoes: action === 'undo' ? `correction-${Math.floor(random() * count)}` : null,
      at: target.at + Math.floor(random() * DAY),
    })
  }
  return corrections
}
