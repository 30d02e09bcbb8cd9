// What the roles and the evidence of entries are called in words. Pure, and without anybody's text but the reasons.

import type { IncidentCard, IncidentList, PageEvidence, PageFix, StoryEntry } from '@thala/contracts/page'

type Role = StoryEntry['role']

export const roleWords: Readonly<Record<Role, string>> = {
  report: 'reported it',
  corroboration: 'reported it too',
  recurrence: 'reported it again',
  discussion: 'said',
  'suspected-fix': 'may have fixed it',
  resolution: 'said it is fixed',
  'person-resolved': 'marked it resolved',
  'person-reopened': 'reopened it',
  severity: 'set the severity',
  dismissed: 'said it is no incident',
  withdrawn: 'was taken back',
}

export type Tone = 'open' | 'resolved' | 'doubt' | 'quiet'

export const roleTones: Readonly<Record<Role, Tone>> = {
  report: 'open',
  corroboration: 'open',
  recurrence: 'open',
  discussion: 'quiet',
  'suspected-fix': 'doubt',
  resolution: 'resolved',
  'person-resolved': 'resolved',
  'person-reopened': 'open',
  severity: 'quiet',
  dismissed: 'quiet',
  withdrawn: 'quiet',
}

export const statusTones: Readonly<Record<IncidentCard['status'], Tone>> = {
  Open: 'open',
  Reopened: 'open',
  Resolved: 'resolved',
  Dismissed: 'quiet',
  Deleted: 'quiet',
}

/** Why an entry was linked, as a sentence without its details. `via`: what ties it to the incident, such as `Maren, 08:00`. */
export function whyLinked({ kind, score }: PageEvidence, via: string | null): string {
  const to = via === null ? '' : ` as ${via}`
  switch (kind) {
    case 'root':
      return 'Opened this incident'
    case 'person':
      return 'Linked by a person'
    case 'said':
      return 'Stated outright, not inferred'
    case 'thread':
      return `Same thread${to}`
    case 'reference':
      return via === null ? 'Refers to it by name' : `Refers to ${via}`
    case 'score':
      return score === null
        ? 'Reads alike'
        : `Reads alike: match ${percent(score)}${via === null ? '' : `, nearest ${via}`}`
    case 'orphan':
      return 'Told before the incident was reported'
  }
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** The parts of a score and other reasons, except what `whyLinked` says already. */
export const furtherReasons = ({ reasons }: PageEvidence): readonly string[] =>
  reasons.filter((reason) => reason !== 'same thread' && reason !== 'linked by a person')

/** What is said of a fix: its words, else why there are none. */
export function fixWords({ text, by }: PageFix): string {
  if (text !== null) return text.trim() === '' ? 'Closed without words.' : text
  return by === null ? 'Told where you may not read it.' : 'Closed by a person, without words.'
}

/** `11–20 of 23`, `1 of 1` */
export function range({
  page,
  pageSize,
  total,
  incidents,
}: Pick<IncidentList, 'page' | 'pageSize' | 'total' | 'incidents'>): string {
  if (incidents.length === 0) return total === 0 ? 'none' : `none of ${total} here`
  const first = (page - 1) * pageSize + 1
  const last = first + incidents.length - 1
  return first === last ? `${first} of ${total}` : `${first}–${last} of ${total}`
}

export const counted = (count: number, one: string, many: string = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** A channel as people write it; a mailbox, a project or a queue as it is called. */
export const placeName = (name: string): string => (/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name) ? `#${name}` : name)
