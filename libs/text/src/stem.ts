// From a word to its term: lower case, contractions resolved, stop words out, English stem.

import { stemmer } from 'stemmer'
import { MAX_TERM_LENGTH } from './limits.ts'

// Articles, pronouns, auxiliaries, the commonest prepositions and conjunctions: they say nothing about what a text is
// about. Negations, question words, and words of place and order that may name a thing (`up`, `down`, `out`) stay.
const STOP_WORDS = new Set(
  `a an the this that these those i me my we us our you your he him his she her it its they them their
   am is are was were be been being has have had having do does did doing will would shall should
   and or but if of at by for with to from in into on as so than then too also there here such`.split(/\s+/),
)

// Those names of POSIX's errno.h that the stemmer would cut.
const ERRNO = new Set(
  `eacces eaddrinuse ebusy ecanceled econnaborted econnrefused emfile enfile enobufs enosys enotempty epipe erofs
   estale`.split(/\s+/),
)

/** Locale-independent; the dotted capital I of Turkish reads as `i`. */
export const lower = (text: string): string =>
  text
    .slice(0, MAX_TERM_LENGTH * 4)
    .toLowerCase()
    .replaceAll('i\u0307', 'i')

/** `didn't` → `didnt`, as many type it; `it's` → `it` and `'s`. */
export function contraction(word: string): string[] {
  if (word.endsWith("n't")) return [word.replaceAll("'", '')]
  const match = /^([a-z]+)('(?:s|re|ve|ll|d|m))$/.exec(word)
  return match?.[1] && match[2] ? [match[1], match[2]] : [word.replaceAll("'", '')]
}

/** At most 64 UTF-16 units, never half a character. */
export function cut(term: string): string {
  if (term.length <= MAX_TERM_LENGTH) return term
  const last = term.charCodeAt(MAX_TERM_LENGTH - 1)
  const halved = last >= 0xd800 && last < 0xdc00
  return term.slice(0, halved ? MAX_TERM_LENGTH - 1 : MAX_TERM_LENGTH)
}

/** The term of one part, or null for a stop word or a single letter. Anything but English letters is left as it is. */
export function termOf(part: string): string | null {
  const word = lower(part)
  if (!/^[a-z']+$/.test(word)) return cut(word)
  const base = contraction(word)[0] ?? word
  if (base.length < 2 || STOP_WORDS.has(base)) return null
  const term = cut(base)
  return ERRNO.has(term) ? term : stemmer(term)
}
