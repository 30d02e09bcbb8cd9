// The one analyzer: what the index stores, what queries ask, what the linker hashes and what gets highlighted agree
// because they all come from here. Promise: never throws, deterministic, linear, offsets point into the given text.

import { MAX_TERMS } from './limits.ts'
import { emojiSource } from './markup.ts'
import { readable } from './readable.ts'
import { compoundSource, type Part, split } from './split.ts'
import { contraction, cut, lower, termOf } from './stem.ts'

/** `start` and `end` are UTF-16 offsets into the analyzed text, half open. A part lies inside of its whole. */
export interface Token {
  readonly term: string
  readonly start: number
  readonly end: number
}

const COMPOUND = new RegExp(compoundSource, 'gu')
const WORDS = new RegExp(`[?!](?![\\p{L}\\p{N}])|${emojiSource}|\\p{Extended_Pictographic}|${compoundSource}`, 'gu')
/** Names an error class that a number after it completes: `HTTP 502`, `ORA 00060`, `SEV 1`. */
const CODE_PREFIX = /^(?:[Hh][Tt][Tt][Pp]|[A-Z]{2,6})$/
const CODE_NUMBER = /^\d{1,6}(?![\p{L}\p{N}])/u
const SCHEME = /^(?:https?|ftp|slack)$/i

/** Terms with their places, by ascending start, at most 2,000. A technical token comes whole first, then its parts. */
export const analyze = (text: string): Token[] => tokensIn(text, MAX_TERMS)

/** The same with another limit: what is shown may be longer than what is indexed. */
export function tokensIn(text: string, limit: number): Token[] {
  const { text: read, startAt, endAt } = readable(text)
  const tokens: Token[] = []
  const add = (term: string | null, from: number, to: number) => {
    if (term && tokens.length < limit) tokens.push({ term, start: startAt(from), end: endAt(to - 1) })
  }
  for (const { 0: compound, index } of read.matchAll(COMPOUND)) {
    if (tokens.length >= limit) break
    const end = index + compound.length
    if (isScheme(compound, read, end)) continue
    const number = codeNumber(compound, read, end)
    if (number) add(`${lower(compound)}-${number}`, index, end + 1 + number.length)
    const parts = split(compound)
    for (const part of parts) {
      if (!isNoise(part, parts.length))
        add(termOf(part.text), index + part.start, index + part.start + part.text.length)
    }
  }
  return tokens
}

const isScheme = (word: string, text: string, end: number): boolean => SCHEME.test(word) && text.startsWith('://', end)

/** The number that completes an error code written with a space, or null. */
function codeNumber(word: string, text: string, end: number): string | null {
  if (text.charAt(end) !== ' ' || !CODE_PREFIX.test(word)) return null
  return CODE_NUMBER.exec(text.slice(end + 1, end + 9))?.[0] ?? null
}

/** Single letters and digits between joints (`a/b`, `10-0-0-1`) find everything and nothing. */
const isNoise = (part: Part, parts: number): boolean => parts > 1 && /^[\da-z]$/i.test(part.text)

/** Terms in order, with repeats. */
export const terms = (text: string): string[] => analyze(text).map((token) => token.term)

/**
 * Features for a classifier: every word unstemmed in lower case, stop words and negations included; technical tokens
 * in their parts; `?` and `!` (not within an address); emoji as `:name:` or as the character. In order, at most 2,000.
 */
export function words(text: string): string[] {
  const found: string[] = []
  const { text: read } = readable(text, { emoji: true })
  for (const { 0: match, index } of read.matchAll(WORDS)) {
    if (found.length >= MAX_TERMS) break
    if (!isScheme(match, read, index + match.length)) found.push(...wordsOf(match))
  }
  return found.slice(0, MAX_TERMS)
}

function wordsOf(match: string): string[] {
  if (match.startsWith(':')) return (match.match(/:[^:]+:/g) ?? []).map(cut)
  if (!/^[\p{L}\p{N}]/u.test(match)) return [match]
  const leaves = split(match).filter((part) => !part.whole)
  return leaves.flatMap((part) => contraction(lower(part.text)).map(cut))
}
