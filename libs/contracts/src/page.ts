// What the page at the API's address is told: the shapes of `/api/incidents`, `/api/incidents/:id` and `/api/stream`.
// Composed for one reader. Times are epoch ms, links are `https:` or null.

import { z } from 'zod'
import { category, entryRole, evidenceKind, incidentState, severity, sourceKind } from './enums.ts'

const epochMs = z.int().nonnegative()
const link = z.string().nullable()

const fix = z.object({
  /** Null when the reader may not read it, or when a person closed the incident without words. */
  text: z.string().nullable(),
  by: z.string().nullable(),
  at: epochMs,
  permalink: link,
})
export type PageFix = z.infer<typeof fix>

export const incidentCard = z.object({
  id: z.string(),
  shortId: z.string(),
  status: incidentState,
  title: z.string(),
  severity: severity.nullable(),
  category: category.nullable(),
  openedAt: epochMs,
  lastAt: epochMs,
  reporter: z.string().nullable(),
  /** Name of the conversation where it was reported. */
  conversation: z.string().nullable(),
  permalink: link,
  reports: z.int().nonnegative(),
  resolution: fix.nullable(),
  suspectedFix: fix.nullable(),
  failedFixes: z.array(fix),
})
export type IncidentCard = z.infer<typeof incidentCard>

/** What of a message answered a search; `marks` are offsets into `text`, merged and ascending. */
const match = z.object({
  text: z.string(),
  marks: z.array(z.object({ start: z.int(), end: z.int() })),
  author: z.string().nullable(),
  at: epochMs,
})

/** Which incidents a list holds; absent: all. */
export const listStatus = z.enum(['open', 'resolved'])
export type ListStatus = z.infer<typeof listStatus>

/** Null for real data. */
const samples = {
  /** Said with everything, such as `sample workspace`. */
  badge: z.string().nullable(),
  /** Where the clock of a sample stands, epoch ms: it would look older with every day. */
  clock: z.number().nullable(),
}

export const incidentList = z.object({
  incidents: z.array(incidentCard.extend({ match: match.nullable() })),
  /** Of this list, over all its pages. */
  total: z.int().nonnegative(),
  page: z.int().positive(),
  pageSize: z.int().positive(),
  /** At least 1: an empty list has one empty page. */
  pages: z.int().positive(),
  /** Whatever `status` was asked for. */
  counts: z.object({ open: z.int().nonnegative(), resolved: z.int().nonnegative() }),
  ...samples,
})
export type IncidentList = z.infer<typeof incidentList>

const attachment = z.object({
  name: z.string(),
  /** What was read from it, or null, with the reason where there is one. */
  text: z.string().nullable(),
  reason: z.string().nullable(),
  /** Where a picture can be had: `/api/blobs/<sha256>`; null for all else. */
  sha256: z.string().nullable(),
})
export type PageAttachment = z.infer<typeof attachment>

const evidence = z.object({
  kind: evidenceKind,
  /** 0 to 1; null where nothing was scored. */
  score: z.number().nullable(),
  reasons: z.array(z.string()),
  /** The message that tied it to the incident, where this reader may read it. */
  via: z.object({ messageId: z.string(), permalink: link }).nullable(),
  /** The nearest other incidents, best first. */
  candidates: z.array(z.object({ shortId: z.string(), score: z.number() })),
})
export type PageEvidence = z.infer<typeof evidence>

const storyEntry = z.object({
  entryId: z.string(),
  role: entryRole,
  at: epochMs,
  author: z.string().nullable(),
  conversation: z.string().nullable(),
  /** Null for a correction: it has no words. */
  text: z.string().nullable(),
  permalink: link,
  /** What a correction of the severity set. */
  severity: severity.nullable(),
  evidence,
  attachments: z.array(attachment),
})
export type StoryEntry = z.infer<typeof storyEntry>

export const incidentStory = z.object({
  incident: incidentCard,
  source: sourceKind,
  /** Short forms of ids under which this incident was known before. */
  formerly: z.array(z.string()),
  /** In order of time; of a very long story its beginning and its end. */
  entries: z.array(storyEntry),
  /** How many entries are left out, and after which one. */
  omitted: z.object({ count: z.int().positive(), after: z.int().positive() }).nullable(),
  ...samples,
})
export type IncidentStory = z.infer<typeof incidentStory>

/** Events of the stream: everything may have changed (always the first one), and one incident did. */
export const streamEvents = { everything: 'everything', incident: 'incident' } as const
export const incidentNotice = z.object({ incidentId: z.string(), version: z.int().positive() })
export type IncidentNotice = z.infer<typeof incidentNotice>
