import { unopened } from '@thala/incidents'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Candidate, candidatesFor, candidatesNamed } from './candidates.ts'
import type { Neighbour, Neighbours } from './near.ts'
import { scoreAfter } from './score.ts'
import { emptyState, type Known, type LinkState } from './state.ts'
import { HOUR, plainWeights, report, START } from './testing/inputs.ts'

const asked = report('asked', 0)

interface Near {
  readonly incident: number
  readonly affinity: number
}
const incidents = fc.record({
  /** Hours since the last activity of each incident. */
  silence: fc.array(fc.nat(200), { minLength: 12, maxLength: 12 }),
  closed: fc.subarray([0, 1, 2, 3, 4, 5]),
  near: fc.array(fc.record({ incident: fc.nat(11), affinity: fc.integer({ min: -20, max: 40 }).map((x) => x / 8) })),
})

function surroundings(silence: readonly number[], near: readonly Near[]) {
  const known = silence.map((hours, i): Known => {
    const incident = { ...unopened, lastAt: START - hours * HOUR }
    return { id: `incident ${String(i).padStart(2, '0')}`, incident, root: null, voices: 0 }
  })
  const list = near.map(({ incident, affinity }, i) => {
    const input = report(`report ${String(i).padStart(3, '0')}`, -1)
    const neighbour: Neighbour = { input, affinity, reasons: () => [] }
    return { neighbour, known: known[incident] }
  })
  const voices: LinkState['voices'] = new Map(
    list.flatMap(({ neighbour: { input }, known }) => (known ? [[input.messageId, { input, known }] as const] : [])),
  )
  const sorted = list.map(({ neighbour }) => neighbour).sort((a, b) => b.affinity - a.affinity)
  const found: Neighbours = { add: () => undefined, of: () => sorted, clear: () => undefined }
  return { state: { ...emptyState(), voices }, near: found, weights: plainWeights, list }
}

it('are those that comparing with every report would name or let in', () => {
  fc.assert(
    fc.property(incidents, fc.constantFrom('fix' as const, 'voice' as const), ({ silence, closed, near }, relation) => {
      const around = surroundings(silence, near)
      const eligible = ({ id }: Known) => !closed.some((i) => id.endsWith(String(i).padStart(2, '0')))
      const best = new Map<string, number>()
      for (const { neighbour, known } of around.list) {
        if (!known || !eligible(known)) continue
        const gapMs = asked.at - known.incident.lastAt
        const score = Math.round(scoreAfter(neighbour.affinity, gapMs, plainWeights[relation]) * 10_000) / 10_000
        best.set(known.id, Math.max(score, best.get(known.id) ?? 0))
      }
      const all = [...best].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      const candidates = candidatesFor(asked, relation, eligible, around)
      expect(candidatesNamed(candidates)).toEqual(all.slice(0, 5).map(([incidentId, score]) => ({ incidentId, score })))
      const { autoLink, join, recurrence } = plainWeights.thresholds
      const wanted = relation === 'fix' ? autoLink : Math.min(join, recurrence)
      const letIn = ({ score }: Candidate) => score >= wanted
      expect(candidates.filter(letIn).map(({ known: { id }, score }) => [id, score])).toEqual(
        all.filter(([, score]) => score >= wanted),
      )
    }),
    { numRuns: 1_000 },
  )
})
