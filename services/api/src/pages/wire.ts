// From what a reader may know of incidents to the shapes of `@thala/contracts` that the page is sent. Pure. Promise: what
// people wrote and what they call themselves acts on no words but its own.

import type { IncidentCard, IncidentList, IncidentStory, PageAttachment, PageFix, StoryEntry } from '@thala/contracts'
import type { FixCard, IssueCard, SearchResult, Story, StoryLine } from '@thala/incidents'
import { harmlessLines } from '@thala/text'
import { isPicture } from './pictures.ts'

/** Only links that a browser may safely follow go out. */
export const safeLink = (link: string | null): string | null => (link?.startsWith('https://') ? link : null)

const harmlessOrNull = (text: string | null): string | null => text && harmlessLines(text)

/** Longest text of one message or attachment, in UTF-16 units: a page is for reading. */
const MAX_SHOWN = 20_000

const shown = (text: string): string =>
  text.length <= MAX_SHOWN
    ? harmlessLines(text)
    : `${harmlessLines(text.slice(0, MAX_SHOWN))}\n… (cut here, of ${text.length} characters)`

const shownOrNull = (text: string | null): string | null => text && shown(text)

const fixOf = ({ text, by, at, permalink }: FixCard): PageFix => ({
  text: shownOrNull(text),
  by: harmlessOrNull(by),
  at,
  permalink: safeLink(permalink),
})

export const cardOf = ({ incidentId, ...card }: IssueCard): IncidentCard => ({
  ...card,
  id: incidentId,
  title: harmlessLines(card.title),
  reporter: harmlessOrNull(card.reporter),
  conversation: harmlessOrNull(card.conversation),
  permalink: safeLink(card.permalink),
  resolution: card.resolution && fixOf(card.resolution),
  suspectedFix: card.suspectedFix && fixOf(card.suspectedFix),
  failedFixes: card.failedFixes.map(fixOf),
})

export const matchOf = ({ best }: SearchResult): IncidentList['incidents'][number]['match'] => ({
  text: harmlessLines(best.text),
  marks: best.marks,
  author: harmlessOrNull(best.author),
  at: best.at,
})

export const storyOf = (story: Story, sample: Pick<IncidentStory, 'badge' | 'clock'>): IncidentStory => ({
  incident: cardOf(story.card),
  source: story.source,
  formerly: [...story.formerly],
  ...entriesOf(story.lines),
  ...sample,
})

/** Of a longer story this much of its beginning, where it was told, and of its end, where it is now. */
const FIRST = 100
const LAST = 400

function entriesOf(lines: readonly StoryLine[]): Pick<IncidentStory, 'entries' | 'omitted'> {
  const count = lines.length - FIRST - LAST
  if (count <= 0) return { entries: lines.map(entryOf), omitted: null }
  const kept = [...lines.slice(0, FIRST), ...lines.slice(-LAST)]
  return { entries: kept.map(entryOf), omitted: { count, after: FIRST } }
}

const entryOf = (line: StoryLine): StoryEntry => ({
  ...line,
  author: harmlessOrNull(line.author),
  conversation: harmlessOrNull(line.conversation),
  text: shownOrNull(line.text),
  permalink: safeLink(line.permalink),
  evidence: {
    ...line.evidence,
    reasons: line.evidence.reasons.map(harmlessLines),
    candidates: [...line.evidence.candidates],
    via: line.evidence.via && { ...line.evidence.via, permalink: safeLink(line.evidence.via.permalink) },
  },
  attachments: line.attachments.map(attachmentOf),
})

/** The address at the source stays here: it may carry a token. */
const attachmentOf = (attachment: StoryLine['attachments'][number]): PageAttachment => ({
  name: harmlessLines(attachment.name),
  text: shownOrNull(attachment.text),
  reason: harmlessOrNull(attachment.reason ?? null),
  sha256: isPicture(attachment) ? (attachment.sha256 ?? null) : null,
})
