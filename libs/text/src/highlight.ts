// Where the words of a query stand in a text, and the stretch of a long text that shows them best.
// Both stores highlight through this; give it what is shown (`plain(text)`).

import { type Token, tokensIn } from './analyze.ts'
import type { Span } from './markup.ts'

/** Most terms looked at: a text may be longer than what of it is indexed. */
const MAX_LOOKED_AT = 50_000
const ELLIPSIS = '…'
/** How far, in UTF-16 units, an excerpt's edge may move to end between words. */
const MAX_SNAP = 24

export interface Excerpt {
  /** At most `maxLength` UTF-16 units, with `…` where text was left out. */
  readonly text: string
  /** Offsets into the excerpt, merged and ascending. */
  readonly marks: Span[]
}

function hitsOf(text: string, queryTerms: Iterable<string>): Token[] {
  const wanted = new Set(queryTerms)
  return wanted.size === 0 ? [] : tokensIn(text, MAX_LOOKED_AT).filter((token) => wanted.has(token.term))
}

function merged(hits: readonly Token[]): Span[] {
  const spans: { start: number; end: number }[] = []
  for (const { start, end } of hits) {
    const last = spans.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else spans.push({ start, end })
  }
  return spans
}

/** `queryTerms` are terms of the analyzer. The window with the most distinct of them, then the most places; the beginning when there are none. */
export function excerpt(text: string, queryTerms: Iterable<string>, maxLength: number): Excerpt {
  const hits = hitsOf(text, queryTerms)
  const marks = merged(hits)
  if (text.length <= maxLength) return { text, marks }
  const room = Math.floor(maxLength) - 2 * ELLIPSIS.length
  if (room < 1) return { text: '', marks: [] }
  const { start, end } = edges(text, bestWindow(hits, room), room)
  const before = start > 0 ? ELLIPSIS : ''
  const shift = before.length - start
  return {
    text: before + text.slice(start, end) + (end < text.length ? ELLIPSIS : ''),
    marks: marks
      .map((mark) => ({ start: Math.max(mark.start, start) + shift, end: Math.min(mark.end, end) + shift }))
      .filter((mark) => mark.start < mark.end),
  }
}

/** A sliding window over the hits: O(hits). */
function bestWindow(hits: readonly Token[], room: number): Span {
  const counts = new Map<string, number>()
  let best = { start: 0, end: 0, distinct: 0, places: 0 }
  let first = 0
  hits.forEach((hit, last) => {
    counts.set(hit.term, (counts.get(hit.term) ?? 0) + 1)
    for (let left = hits[first]; left && first < last && hit.end - left.start > room; left = hits[++first]) {
      const rest = (counts.get(left.term) ?? 1) - 1
      if (rest > 0) counts.set(left.term, rest)
      else counts.delete(left.term)
    }
    const places = last - first + 1
    if (counts.size > best.distinct || (counts.size === best.distinct && places > best.places)) {
      best = { start: hits[first]?.start ?? hit.start, end: hit.end, distinct: counts.size, places }
    }
  })
  return best
}

/** Puts a third of the free room before the window, and moves both edges to the nearest gap between words. */
function edges(text: string, window: Span, room: number): Span {
  const free = Math.max(0, room - (window.end - window.start))
  const wanted = Math.max(0, window.start - Math.floor(free / 3))
  let start = Math.max(0, Math.min(wanted, text.length - room))
  let end = Math.min(text.length, start + room)
  if (start > 0) {
    const gap = text.slice(start, Math.min(start + MAX_SNAP, window.start)).search(/\s(?=\S)/)
    if (gap >= 0) start += gap + 1
  }
  if (end < text.length) {
    const from = Math.max(end - MAX_SNAP, window.end, start + 1)
    const gap = text.slice(from, end).search(/\s+\S*$/)
    if (gap >= 0) end = from + gap
  }
  return { start: halves(text, start) ? start + 1 : start, end: halves(text, end) ? end - 1 : end }
}

/** Whether `at` stands between the two halves of a surrogate pair. */
const halves = (text: string, at: number): boolean =>
  at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff
