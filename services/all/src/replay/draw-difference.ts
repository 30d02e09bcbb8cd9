// The difference that a shadow found, as lines for a terminal.

import { terminalText } from '@thala/bot'
import type { Changed, Difference, Moved } from './difference.ts'

const MOST_LINES = 50

export function drawDifference(found: Difference): string[] {
  const sections = [
    section('incidents opened', found.opened, ({ incident, to }) => `${incident}  ${to}`),
    section('incidents closed', found.closed, changed),
    section('incidents opened again', found.reopened, changed),
    section('incidents gone', found.gone, ({ incident, from }) => `${incident}  was ${from}`),
    section('messages linked otherwise', found.moved, moved),
  ]
  return [`read again: ${found.read} messages`, ...sections.flat()]
}

const changed = ({ incident, from, to }: Changed): string => `${incident}  ${from} → ${to}`
const moved = ({ message, from, to }: Moved): string => `${message}  ${from ?? 'none'} → ${to ?? 'none'}`

function section<T>(title: string, all: readonly T[], line: (one: T) => string): string[] {
  const shown = all.slice(0, MOST_LINES).map((one) => `  ${terminalText(line(one))}`)
  const rest = all.length - shown.length
  return [`${title}: ${all.length}`, ...shown, ...(rest > 0 ? [`  … and ${rest} more (--json shows all)`] : [])]
}
