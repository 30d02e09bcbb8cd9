// Labelled texts of other companies and projects, read from a folder outside of the project; nothing of them enters it
// but the weights. Labels that are known in part name every type that would be right.

import { join } from 'node:path'
import { type MessageType, messageType, type Severity } from '@thala/contracts'
import { z } from 'zod'
import { readLines, type Sample, shareOf, unlabelled } from './sample.ts'

const post = z.object({
  id: z.string(),
  source: z.string(),
  text: z.string(),
  label: z.string(),
  status: z.string(),
  incident_id: z.string(),
  seq: z.int(),
})
const incident = z.object({ incident_id: z.string(), impact: z.string().nullish() })
const severityOfImpact: Readonly<Record<string, Severity>> = {
  critical: 'Critical',
  major: 'High',
  minor: 'Medium',
  none: 'Low',
}
/** Fixes are the rarest and their wording varies most. */
const postWeight = { incident_report: 2.7, discussion: 2.7, resolution: 8.1 } as const

function labelsOf({
  label,
  status,
  seq,
}: z.infer<typeof post>): Pick<Sample, 'types' | 'complete' | 'weight' | 'scored'> | null {
  // "A fix is out, we are monitoring" is a fix that is not final to some companies and news to others.
  if (status === 'monitoring') {
    const types: readonly MessageType[] = ['resolution', 'discussion']
    return seq === 0 ? null : { types, complete: false, weight: postWeight.resolution, scored: false }
  }
  switch (label) {
    case 'incident_report':
      return { types: ['incident_report'], complete: null, weight: postWeight.incident_report, scored: true }
    case 'resolution':
      return { types: ['resolution'], complete: seq > 0 ? true : null, weight: postWeight.resolution, scored: true }
    case 'discussion':
      return { types: ['discussion'], complete: null, weight: postWeight.discussion, scored: true }
    default:
      return null
  }
}

/** Posts of status pages. A later post answers the first one of its incident; half of them are given without it. */
export function statusPosts(folder: string): Sample[] {
  const posts = readLines(join(folder, 'statuspage/messages.jsonl'), post)
  const impacts = new Map(
    readLines(join(folder, 'statuspage/incidents.jsonl'), incident).map((one) => [one.incident_id, one.impact ?? '']),
  )
  const first = new Map(posts.filter((p) => p.seq === 0).map((p) => [p.incident_id, p.text]))
  const copies = new Map<string, number>()
  return posts.flatMap((p): Sample[] => {
    const labels = labelsOf(p)
    if (labels === null) return []
    // Form letters stand there hundreds of times: three of each are enough.
    const key = `${labels.types?.join()} ${p.text}`
    const copy = (copies.get(key) ?? 0) + 1
    copies.set(key, copy)
    if (copy > 3) return []
    const parent = p.seq > 0 && shareOf(p.id, 2) === 0 ? (first.get(p.incident_id) ?? null) : null
    const severity = p.seq === 0 ? (severityOfImpact[impacts.get(p.incident_id) ?? ''] ?? null) : null
    return [{ ...unlabelled, ...labels, text: p.text, parent, severity, voice: 'operator', group: p.source }]
  })
}

const classified = z.object({
  voice: z.enum(['operator', 'user', 'chat']),
  channel: z.string(),
  text: z.string(),
  accepted: z.array(messageType).min(1),
  origin: z.string(),
})

/** Openers in developers' channels and ordinary chat; the status posts among them are read from their own file. */
export const classifiedMessages = (folder: string): Sample[] =>
  readLines(join(folder, 'classify/classify.jsonl'), classified)
    .filter((row) => row.origin !== 'statuspage')
    .map((row) => ({
      ...unlabelled,
      text: row.text,
      voice: row.voice,
      group: row.channel,
      types: row.accepted,
      // Questions there often tell of an error too: their label is the weaker one.
      weight: row.voice === 'chat' ? 2.25 : row.accepted.includes('incident_report') ? 18 : 0.9,
      scored: true,
    }))

const dialog = z.object({
  community: z.string(),
  bug_report: z.int(),
  messages: z.array(z.object({ text: z.string(), user: z.string() })),
})

/** Other people's first answers in developers' channels: talk, or (under a bug report) perhaps its fix. */
export const dialogReplies = (folder: string): Sample[] =>
  readLines(join(folder, 'chat/gitter_bug_dialogs.jsonl'), dialog).flatMap(({ community, bug_report, messages }) => {
    const [opener, ...rest] = messages
    if (opener === undefined) return []
    const answers = rest.slice(0, 4).filter((message) => message.user !== opener.user)
    return answers.map(
      ({ text }): Sample => ({
        ...unlabelled,
        text,
        parent: opener.text,
        voice: 'chat',
        group: `gitter/${community}`,
        types: bug_report ? ['discussion', 'unrelated', 'resolution'] : ['discussion', 'unrelated'],
        weight: 0.9,
      }),
    )
  })

const chatter = z.object({ channel: z.string(), text: z.string() })

/** A stream of ordinary talk without incidents. */
export const ordinaryChat = (folder: string): Sample[] =>
  readLines(join(folder, 'chat/slack_silver.jsonl'), chatter).map((row) => ({
    ...unlabelled,
    text: row.text,
    voice: 'chat',
    group: `slack/${row.channel}`,
    types: ['discussion', 'unrelated'],
    weight: 1.1,
  }))

const line = z.object({
  id: z.string(),
  channel: z.string(),
  text: z.string(),
  kind: z.string(),
  annotated: z.boolean(),
  reply_to: z.array(z.string()).default([]),
})

/** Answers in a support channel: talk, at times a fix. One in three; every other one with what it answers. */
export function channelReplies(folder: string): Sample[] {
  const lines = readLines(join(folder, 'chat/irc_replies.jsonl'), line)
  const byId = new Map(lines.map((one) => [one.id, one]))
  return lines.flatMap((one): Sample[] => {
    const parent = byId.get(one.reply_to.find((id) => id !== one.id) ?? '')
    if (one.kind !== 'message' || !one.annotated || parent === undefined || shareOf(one.id, 3) !== 0) return []
    return [
      {
        ...unlabelled,
        text: one.text,
        parent: shareOf(one.id, 2) === 0 ? parent.text : null,
        voice: 'chat',
        group: `irc/${one.channel}`,
        types: ['discussion', 'unrelated', 'resolution'],
        weight: 0.9,
      },
    ]
  })
}

const bug = z.object({ project: z.string(), summary: z.string(), text: z.string().nullable(), priority: z.string() })
/** The tracker's default priority says nothing and is left out. */
const severityOfPriority: Readonly<Record<string, Severity>> = {
  Blocker: 'Critical',
  Critical: 'High',
  Minor: 'Low',
  Trivial: 'Low',
}

/** Bugs of an issue tracker are reports; many and alike, so each counts little. Every other one is its title alone. */
export const trackerBugs = (folder: string): Sample[] =>
  readLines(join(folder, 'tickets/jira_bugs.jsonl'), bug).map((row) => ({
    ...unlabelled,
    text: shareOf(row.summary, 2) === 0 ? row.summary : `${row.summary}\n${row.text ?? ''}`,
    voice: 'tracker',
    group: row.project,
    types: ['incident_report'],
    severity: severityOfPriority[row.priority] ?? null,
    weight: 0.1,
  }))
