// A text without its markup, in NFKC, that still knows where each of its units stood in the original.
// Case is kept: `camelCase` is split later.

import { decoded, type Piece, pieces, type Span } from './markup.ts'

export interface Readable {
  readonly text: string
  /** Where in the original the unit at `index` came from; several units share a place (`ﬁ` reads as `fi`). */
  startAt(index: number): number
  endAt(index: number): number
}

// A run of ASCII is its own normal form, but for its last character when a combining mark follows. A code point takes
// its marks (also jamo vowels and finals, and half-width voicing) along. At most 30 marks: Unicode's Stream-Safe Text
// Format (UAX #15), beyond which sorting them would not be linear.
const CLUSTER = /[\0-\x7f]+(?!\p{M})|[\s\S][\p{M}\u1160-\u11ff\uff9e\uff9f]{0,30}/gu
const ASCII = /^[\0-\x7f]*$/
/** Soft hyphen, joiners, direction marks, variation selectors: seen by nobody, typed by copying. */
const INVISIBLE = /[\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/gu

const normal = (cluster: string): string =>
  cluster
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/\u200b/g, ' ')
    .replace(/[\u2019\u02bc]/g, "'")
    .replace(/\u2010/g, '-')

/** `emoji`: keep emoji names (`:fire:`) in the text; else each reads as a space. */
export function readable(text: string, options: { emoji?: boolean } = {}): Readable {
  const out: string[] = []
  const starts: number[] = []
  const ends: number[] = []

  const add = (characters: string, start: number, end: number) => {
    out.push(characters)
    for (let i = 0; i < characters.length; i++) {
      starts.push(start)
      ends.push(end)
    }
  }
  const copy = (span: Span) => {
    for (let i = span.start; i < span.end; i++) {
      starts.push(i)
      ends.push(i + 1)
    }
    out.push(text.slice(span.start, span.end))
  }
  const verbatim = (span: Span) => {
    for (const match of text.slice(span.start, span.end).matchAll(CLUSTER)) {
      const start = span.start + match.index
      const end = start + match[0].length
      if (ASCII.test(match[0])) copy({ start, end })
      else add(normal(match[0]), start, end)
    }
  }
  const unescaped = (span: Span) => {
    for (const part of decoded(text, span)) {
      if (part.character === null) verbatim(part)
      else add(part.character, part.start, part.end)
    }
  }
  const gap = (span: Span) => add(' ', span.start, span.end)
  const labelled = (piece: Piece, label: Span | null) => {
    gap(piece)
    if (label) unescaped(label)
    gap(piece)
  }
  const read = (piece: Piece) => {
    switch (piece.kind) {
      case 'text':
        return verbatim(piece)
      case 'entity':
        return add(piece.character, piece.start, piece.end)
      case 'emoji':
        return options.emoji ? copy(piece) : gap(piece)
      case 'person':
        return gap(piece)
      case 'channel':
      case 'special':
        return labelled(piece, piece.label)
      case 'link':
        gap(piece)
        unescaped(piece.url)
        return labelled(piece, labelToRead(text, piece.url, piece.label))
    }
  }
  for (const piece of pieces(text)) read(piece)

  return {
    text: out.join(''),
    startAt: (index) => starts[index] ?? text.length,
    endAt: (index) => ends[index] ?? text.length,
  }
}

/** Slack labels a bare address with itself (`<http://x.io|x.io>`): read once, or its words would count twice. */
function labelToRead(text: string, url: Span, label: Span | null): Span | null {
  if (!label) return null
  return text.slice(url.start, url.end).includes(text.slice(label.start, label.end)) ? null : label
}
