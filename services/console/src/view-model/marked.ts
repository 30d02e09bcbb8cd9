// A text cut at the places that a search found, so that each piece can be a text node.

import type { IncidentList } from '@thala/contracts/page'

type Match = NonNullable<IncidentList['incidents'][number]['match']>

export interface Piece {
  readonly text: string
  readonly isMarked: boolean
}

/** Joined they are the text, whatever the marks are. */
export function pieces({ text, marks }: Pick<Match, 'text' | 'marks'>): Piece[] {
  const cut: Piece[] = []
  let at = 0
  for (const mark of marks) {
    const start = Math.max(mark.start, at)
    const end = Math.min(mark.end, text.length)
    if (end <= start) continue
    cut.push({ text: text.slice(at, start), isMarked: false }, { text: text.slice(start, end), isMarked: true })
    at = end
  }
  return [...cut, { text: text.slice(at), isMarked: false }].filter((piece) => piece.text !== '')
}
