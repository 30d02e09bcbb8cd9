// One incident as lines and blocks, the same in lists, search results and predictions.

import type { ContextBlock, SectionBlock } from '@slack/types'
import type { IncidentState } from '@thala/contracts'
import type { FixCard, IssueCard } from '@thala/incidents'
import { incidentMenu } from './incident-actions.ts'
import { context, link, section, words } from './markup.ts'
import { placeName } from './place-name.ts'
import { span, when } from './time.ts'

export const MAX_TITLE = 120
const MAX_FIX = 200
const MAX_NAME = 60

const signs: Readonly<Record<IncidentState, string>> = {
  Open: '🔴',
  Reopened: '🟠',
  Resolved: '🟢',
  Dismissed: '⚪',
  Deleted: '⚪',
}

export function issueBlocks(card: IssueCard, now: number): [SectionBlock, ContextBlock] {
  const said = section(titleLine(card), stateLine(card), ...fixLines(card))
  return [{ ...said, accessory: incidentMenu(card) }, context(originLine(card, now))]
}

export const titleLine = (card: IssueCard): string => `*${link(card.permalink, words(card.title, MAX_TITLE))}*`

export function stateLine(card: IssueCard, ...more: readonly string[]): string {
  const reports = card.reports > 1 ? [`${card.reports} reports`] : []
  const facts = [
    card.shortId,
    `${signs[card.status]} ${card.status}`,
    card.severity,
    card.category,
    ...reports,
    ...more,
  ]
  return facts.filter((fact) => fact !== null).join(' · ')
}

export function originLine(card: IssueCard, now: number): string {
  const where = card.conversation === null ? [] : [placeName(words(card.conversation, MAX_NAME))]
  const who = card.reporter === null ? [] : [`reported by ${words(card.reporter, MAX_NAME)}`]
  return [...where, ...who, when(card.openedAt, now)].join(' · ')
}

/** What closed it, else what may have; until it is closed, before that the last fix that did not hold. */
export function fixLines(card: IssueCard): string[] {
  const failed = card.resolution ? undefined : card.failedFixes.at(-1)
  const lines = failed ? [fixLine('Fix', failed, card, ' did not hold')] : []
  if (card.resolution) lines.push(fixLine('Fixed', card.resolution, card))
  if (card.suspectedFix) lines.push(fixLine('Suspected fix, not confirmed', card.suspectedFix, card))
  return lines
}

function fixLine(label: string, fix: FixCard, card: IssueCard, outcome = ''): string {
  const by = words(fix.by ?? '', MAX_NAME)
  const after = fix.at > card.openedAt ? ` after ${span(fix.at - card.openedAt)}` : ''
  const said = words(fix.text ?? '', MAX_FIX)
  return `${link(fix.permalink, label)}${by && ` by ${by}`}${after}${outcome}${said && `: “${said}”`}`
}
