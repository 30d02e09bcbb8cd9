// The answers of a search in Jira, saved as files, as messages in source-time order. Promise: what cannot be read is told
// with its bytes, place and field; the rest goes on; an empty answer is an empty export and deletes nothing.

import {
  type DirectoryEntry,
  entryBytes,
  issuesLine,
  MAX_FUTURE_MS,
  type ReaderMap,
  ThalaError,
} from '@thala/contracts'
import { z } from 'zod'
import { statusesOf } from './jira-meaning.ts'
import { type JiraContext, type JiraMessage, readJiraIssue } from './jira-message.ts'
import { type JiraIssue, jiraIssue, jiraStatus } from './jira-record.ts'
import { type Site, siteOf } from './jira-site.ts'

export interface JiraPage {
  /** For people: the file's name. */
  readonly name: string
  readonly json: unknown
}

export interface JiraExportOptions {
  /** Host or address, where no issue names its own. */
  readonly site?: string | undefined
  /** Epoch ms. */
  readonly receivedAt: number
  readonly readers: ReaderMap
}

export interface JiraExport {
  readonly site: string
  readonly entries: readonly Omit<DirectoryEntry, 'v'>[]
  /** By source time. */
  readonly messages: readonly JiraMessage[]
  readonly rejects: readonly { readonly bytes: Uint8Array; readonly where: string; readonly reason: string }[]
  readonly issues: number
}

const page = z.object({ issues: z.array(z.unknown()) })
const issueLike = z.object({ key: z.unknown(), fields: z.record(z.string(), z.unknown()) })

/** Issues of one answer, of a list of answers, of a list of issues, or one issue; null when it is none of these. */
export function issuesIn(json: unknown): readonly unknown[] | null {
  const one = page.safeParse(json)
  if (one.success) return one.data.issues
  if (Array.isArray(json)) {
    const pages = z.array(page).safeParse(json)
    if (pages.success) return pages.data.flatMap(({ issues }) => issues)
    return json.some((value) => issueLike.safeParse(value).success) ? json : null
  }
  return issueLike.safeParse(json).success ? [json] : null
}

/** Throws `bad-input` when it cannot be told which site the issues are of. */
export function readJiraExport(pages: readonly JiraPage[], options: JiraExportOptions): JiraExport {
  const found = pages.flatMap(({ name, json }) =>
    (issuesIn(json) ?? []).map((value, index) => ({ where: `${name}[${index}]`, value })),
  )
  const rejects: JiraExport['rejects'][number][] = []
  const issues: { readonly where: string; readonly issue: JiraIssue }[] = []
  for (const { where, value } of found) {
    const parsed = jiraIssue.safeParse(value)
    if (parsed.success) issues.push({ where, issue: parsed.data })
    else rejects.push({ where, bytes: entryBytes(value), reason: issuesLine(parsed.error) })
  }
  const site = whichSite(
    issues.map(({ issue }) => issue),
    options.site,
  )
  const context: JiraContext = {
    ...site,
    receivedAt: options.receivedAt,
    readers: options.readers,
    latestMs: latestOf(
      issues.map(({ issue }) => issue),
      options.receivedAt,
    ),
    statuses: statusesOf(issues.flatMap(({ issue }) => jiraStatus.safeParse(issue.fields.status).data ?? [])),
  }
  const messages: JiraMessage[] = []
  for (const { where, issue } of issues) {
    const read = readJiraIssue(issue, context)
    messages.push(...read.messages)
    for (const fault of read.faults)
      rejects.push({ where: `${where} ${fault.where}`, bytes: entryBytes(fault.value), reason: fault.reason })
  }
  const entries = new Map(messages.map(({ conversation: { entry } }) => [entry.subjectId, entry]))
  return {
    site: site.site,
    entries: [...entries.values()].sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1)),
    messages: messages.sort(bySourceTime),
    rejects,
    issues: found.length,
  }
}

function whichSite(issues: readonly JiraIssue[], given: string | undefined): Site {
  for (const { self } of issues) {
    const site = self === undefined ? null : siteOf(self)
    if (site) return site
  }
  const site = given === undefined ? null : siteOf(given)
  if (site) return site
  if (given !== undefined)
    throw new ThalaError('bad-input', `--site ${given}: no host; expected one such as acme.atlassian.net`)
  // Nothing is told of an export without issues, so nothing needs the site.
  if (issues.length === 0) return { site: 'unknown', base: 'https://unknown.invalid' }
  throw new ThalaError('bad-input', 'no issue says which site it is of; say which with --site acme.atlassian.net')
}

function latestOf(issues: readonly JiraIssue[], receivedAt: number): number {
  const times = issues.flatMap(({ fields }) => [fields.created, fields.updated ?? 0, fields.resolutiondate ?? 0])
  return times.reduce((latest, time) => (time <= receivedAt + MAX_FUTURE_MS ? Math.max(latest, time) : latest), 0)
}

const bySourceTime = ({ event: a }: JiraMessage, { event: b }: JiraMessage): number =>
  a.at - b.at || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0)
