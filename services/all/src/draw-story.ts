// The story of one incident as lines for a terminal. Promise: no control character of anyone's text is in them.

import { styleText } from 'node:util'
import { placeName, terminalText } from '@thala/bot'
import type { IssueCard, Story, StoryEvidence, StoryLine } from '@thala/incidents'

export interface DrawOptions {
  readonly width: number
  readonly colour: boolean
  readonly badge: string | undefined
}

type Style = Parameters<typeof styleText>[0]

export const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text

const roleWords: Readonly<Record<string, string>> = {
  report: 'reported',
  corroboration: 'reported too',
  recurrence: 'again',
  discussion: 'said',
  'suspected-fix': 'suspected fix',
  resolution: 'fixed',
  'person-resolved': 'marked resolved',
  'person-reopened': 'reopened by hand',
  severity: 'severity set',
  dismissed: 'not an incident',
  withdrawn: 'withdrawn',
}

const roleStyles: Readonly<Record<string, Style>> = {
  report: 'red',
  corroboration: 'red',
  recurrence: 'red',
  'suspected-fix': 'yellow',
  resolution: 'green',
  'person-resolved': 'green',
}

export function drawStory({ card, lines, formerly }: Story, options: DrawOptions): string[] {
  const paint = painter(options.colour)
  const head = `${paint('bold', card.shortId)}  ${statusWord(card, paint)}  ${[card.severity, card.category].filter(Boolean).join(' · ')}`
  return [
    options.badge ? `${head}  ${paint('dim', `[${options.badge}]`)}` : head,
    paint('bold', terminalText(card.title)),
    ...(formerly.length > 0 ? [paint('dim', `formerly ${formerly.join(', ')}`)] : []),
    '',
    ...lines.flatMap((line) => drawLine(line, paint, options.width)),
  ]
}

export const statusWord = (card: IssueCard, paint: ReturnType<typeof painter>): string =>
  paint(card.status === 'Resolved' ? 'green' : 'red', card.status)

function drawLine(line: StoryLine, paint: ReturnType<typeof painter>, width: number): string[] {
  const role = (roleWords[line.role] ?? line.role).padEnd(15)
  const where = line.conversation ? ` ${placeName(terminalText(line.conversation))}` : ''
  const who = terminalText(line.author ?? 'someone')
  const head = `${paint('dim', shortTime(line.at))}  ${paint(roleStyles[line.role] ?? 'reset', role)} ${who}${paint('dim', where)}`
  const words = line.text === null ? (line.severity ?? '') : line.text
  const indent = '    '
  return [
    head,
    ...wrap(words, width - indent.length, 4).map((text) => indent + text),
    indent + paint('dim', `why: ${whyLine(line.evidence)}`),
  ]
}

/** `thread: same thread as the report` and, where a score decided, what it was and who came next. */
export function whyLine(evidence: StoryEvidence): string {
  const score = evidence.score === null ? '' : ` ${evidence.score.toFixed(2)}`
  const others = evidence.candidates.slice(0, 3).map((one) => `${one.shortId} ${one.score.toFixed(2)}`)
  const reasons = evidence.reasons.length > 0 ? `: ${terminalText(evidence.reasons.join(', '))}` : ''
  return `${evidence.kind}${score}${reasons}${others.length > 0 ? ` (candidates ${others.join(', ')})` : ''}`
}

/** `2025-09-12 14:03`, UTC. */
export const shortTime = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** Others' text, broken at spaces; at most `most` lines, the last one marked when more was cut. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of terminalText(text).replace(/\s+/g, ' ').trim().split(' ')) {
    const piece = word.slice(0, width)
    if (line && line.length + 1 + piece.length > width) {
      lines.push(line)
      line = piece
    } else line = line ? `${line} ${piece}` : piece
  }
  if (line) lines.push(line)
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? '').slice(0, width - 2)} …`]
}
