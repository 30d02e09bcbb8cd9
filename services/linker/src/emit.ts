// The facts of one version of a row: one for each incident that was ever told of it. Where the entry still is, its role;
// everywhere else `withdrawn`, with the incident that it moved to. A pure function of the row, so that it can be repeated.

import { factId, type IncidentFact, topics } from '@thala/contracts'
import { type Output, outputTo, type Unsealed } from '@thala/service'
import { idOf, type Row } from './row.ts'

const toFacts = outputTo('facts', topics.facts)

export function factsOf(row: Row, generation: string): Output[] {
  return row.everAnnouncedIn.map((incidentId) => {
    const fact = factIn(row, incidentId)
    const id = factId(generation, incidentId, fact.entryId, fact.decisionVersion)
    return toFacts(fact, { id })
  })
}

export function factIn(row: Row, incidentId: string): Unsealed<IncidentFact> {
  const { decision, version } = row
  const entry = {
    incidentId,
    entryId: idOf(row),
    at: row.input.at,
    decisionVersion: version,
    evidence: decision.evidence,
  }
  if (decision.incidentId !== incidentId || decision.role === null)
    return {
      ...entry,
      role: 'withdrawn',
      ...(decision.incidentId !== null && { movedTo: decision.incidentId }),
      author: null,
      conversationId: null,
      category: null,
      severity: null,
    }
  return {
    ...entry,
    role: decision.role,
    ...saidIn(row),
    ...(decision.orphan && { orphan: decision.orphan }),
  }
}

function saidIn(row: Row): Pick<IncidentFact, 'author' | 'conversationId' | 'category' | 'severity'> {
  if (row.kind === 'correction')
    return { author: row.input.actor, conversationId: null, category: null, severity: row.input.severity }
  const { author, conversationId, category, severity } = row.input
  return { author, conversationId, category, severity }
}
