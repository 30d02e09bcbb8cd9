// What a person's correction does at its own place in source time: a status, a severity or a dismissal becomes an entry of
// the incident that its first message is in by then. Pins have no entry: they decide about messages (see people.ts).

import type { Correction, EntryRole } from '@thala/contracts'
import { apart, type Decision } from './decision.ts'
import type { People } from './people.ts'
import type { LinkState } from './state.ts'

const roles: Partial<Record<Correction['action'], EntryRole>> = {
  resolved: 'person-resolved',
  reopened: 'person-reopened',
  'not-an-incident': 'dismissed',
  severity: 'severity',
}

export function decideCorrection(
  { id, action, targets, severity }: Correction,
  { state, people }: { readonly state: LinkState; readonly people: People },
): Decision {
  if (people.undone.has(id)) return apart('person', 'undone')
  const role = roles[action]
  if (role === undefined) return apart('person', 'about a message, not an incident')
  if (role === 'severity' && severity === null) return apart('person', 'names no severity')
  const [via] = targets
  const known = via === undefined ? undefined : state.members.get(via)
  if (via === undefined || !known) return apart('person', 'names no incident')
  return {
    incidentId: known.id,
    role,
    evidence: { kind: 'person', reasons: ['said by a person'], via, candidates: [] },
  }
}
