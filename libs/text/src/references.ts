// What a text names outright: incidents, messages by permalink, issues of a tracker. Exact grammars only: a reference
// decides a link, so a token that merely looks like one (`UTF-8`, `CVE-2024-1`) must not count.

import { shortIdsIn, slackMessageId } from '@thala/contracts'
import { MAX_REFERENCES } from './limits.ts'

export interface References {
  /** `INC-…` as people see them. */
  readonly incidents: string[]
  /** Message ids of Slack permalinks. */
  readonly messages: string[]
  /** Issue keys, `OPS-123`. */
  readonly issues: string[]
}

export interface ReferenceOptions {
  /** The Slack team whose messages a permalink names; without it permalinks are not read. */
  readonly team?: string | null
  /**
   * Project keys of the tracker. No grammar tells `OPS-123` from `SHA-256`: without the project only a link counts; `any` is
   * for callers who know which issues there are.
   */
  readonly projects?: ReadonlySet<string> | 'any'
}

// The last six of the digits after `p` are microseconds.
const PERMALINK = /https:\/\/[\w.-]{1,253}(?::\d{1,5})?\/archives\/([CDG][A-Z0-9]{1,31})\/p(\d{9,11})(\d{6})(?![\w-])/g
// Slack sets `_` around what is italic, so one underscore may touch a key, but not as part of a longer name. A further
// `-1` or `.1` makes it something else (`CVE-2024-1`, a version); `-fix-login` is a branch named after its issue.
const ISSUE =
  /(?<![\p{L}\p{N}-]|[\p{L}\p{N}]_)([A-Z][A-Z0-9]{1,9})-([1-9]\d{0,6})(?![\p{L}\p{N}]|_[\p{L}\p{N}]|[-.]\p{N})/gu
/** Longest address before `/browse/` that is looked at. */
const MAX_ADDRESS = 512

/** In order of appearance, without repeats, at most 64 of each. */
export function references(text: string, options: ReferenceOptions = {}): References {
  return {
    incidents: distinct(shortIdsIn(text)),
    messages: options.team ? distinct(permalinks(text, options.team)) : [],
    issues: distinct(issueKeys(text, options.projects ?? new Set())),
  }
}

function* permalinks(text: string, team: string): Generator<string> {
  for (const [, channel, seconds, micros] of text.matchAll(PERMALINK)) {
    if (channel && seconds && micros) yield slackMessageId(team, channel, `${seconds}.${micros}`)
  }
}

function* issueKeys(text: string, projects: ReadonlySet<string> | 'any'): Generator<string> {
  for (const match of text.matchAll(ISSUE)) {
    const [key, project = ''] = match
    if (projects === 'any' || projects.has(project) || isBrowseLink(text, match.index)) yield key
  }
}

/** Whether `https://<host>[/path]/browse/` stands right before. */
function isBrowseLink(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - MAX_ADDRESS), at)
  if (!before.endsWith('/browse/')) return false
  const start = before.lastIndexOf('https://')
  if (start < 0) return false
  return /^[\w.-]+(?::\d+)?(?:\/[\w.~%-]*)*$/.test(before.slice(start + 'https://'.length, -'/browse/'.length))
}

function distinct(found: Iterable<string>): string[] {
  const seen = new Set<string>()
  for (const reference of found) {
    seen.add(reference)
    if (seen.size >= MAX_REFERENCES) break
  }
  return [...seen]
}
