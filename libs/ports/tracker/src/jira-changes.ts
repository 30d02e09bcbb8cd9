// What the changes of an issue's status say: which one ended it, and which one took that back. Pure.

import { isDuplicate, type Statuses } from './jira-meaning.ts'
import type { JiraChange, JiraIssue, JiraUser } from './jira-record.ts'

export interface StatusChange {
  readonly id: string
  /** Epoch ms. */
  readonly at: number
  readonly author: JiraUser | undefined
  /** `In Progress → Done (Fixed)` */
  readonly text: string
  /** Undefined: it neither ends the issue nor takes that back. */
  readonly status: 'Open' | 'Resolved' | undefined
}

/** Id of the change that nobody recorded. */
const UNRECORDED = 'done'

export function statusChanges(issue: JiraIssue, changes: readonly JiraChange[], statuses: Statuses): StatusChange[] {
  let isDone = false
  const told: StatusChange[] = []
  for (const change of [...changes].sort((a, b) => a.created - b.created)) {
    const status = change.items.findLast(({ field }) => field === 'status')
    if (!status) continue
    const wasDone = statuses.isDone({ id: status.from, name: status.fromString })
    isDone = statuses.isDone({ id: status.to, name: status.toName })
    const resolution = change.items.findLast(({ field }) => field === 'resolution')?.toName
    told.push({
      id: change.id,
      at: change.created,
      author: change.author,
      text: withResolution(`${status.fromString ?? '?'} → ${status.toName ?? '?'}`, resolution),
      status: isDone ? endOf(resolution) : wasDone ? 'Open' : undefined,
    })
  }
  return isDone ? told : [...told, ...unrecorded(issue)]
}

/** Without a changelog, or with one that was cut short, the issue's own fields are all that tell of its end. */
function unrecorded({ fields }: JiraIssue): StatusChange[] {
  const at = fields.resolutiondate ?? fields.statuscategorychangedate ?? fields.updated
  if (fields.status?.statusCategory?.key !== 'done' || at === undefined) return []
  const resolution = fields.resolution?.name
  const text = withResolution(fields.status.name ?? UNRECORDED, resolution)
  return [{ id: UNRECORDED, at, author: undefined, text, status: endOf(resolution) }]
}

const endOf = (resolution: string | undefined) => (isDuplicate(resolution) ? undefined : ('Resolved' as const))

const withResolution = (text: string, resolution: string | undefined): string =>
  resolution ? `${text} (${resolution})` : text
