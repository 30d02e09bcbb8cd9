// Incidents: their entries, and the keys by which people and messages find them. Holds no text.

import { collections, type IncidentFact, topics } from '@thala/contracts'
import { evolveIncident, type IncidentState, projectIncident } from '@thala/incidents'
import { view } from '@thala/service'

export const incidentsView = view({
  name: 'indexer-incidents',
  consumes: { facts: topics.facts },
  collection: collections.incidents,
  key: ({ value }: Change) => value.incidentId,
  evolve: (state: IncidentState | undefined, { value }: Change) => evolveIncident(state, value),
  project: projectIncident,
  announces: { topic: topics.incidents, notice: (incidentId, version) => ({ incidentId, version }) },
})

interface Change {
  readonly value: IncidentFact
}
