// Takes a run without spaces apart: `payments-api.log` is itself, `payments-api`, `payments`, `api` and `log`.
// Promise: parts come by ascending start, a whole before its parts, at most `MAX_PARTS`.

import { MAX_PARTS } from './limits.ts'

export interface Part {
  readonly text: string
  readonly start: number
  /** Made of further parts that follow it. */
  readonly whole: boolean
}

const WORD = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*'
/** Words with single joints between them; a doubled one only where code has it: `a::b`, `a__b`, `a//b`, `a\\b`. */
export const compoundSource = `${WORD}(?:(?:[-'._/\\\\:@#]|::|__|//|\\\\\\\\)${WORD})*`

// From the loosest joint to the tightest. A dot between digits is none: versions and addresses stay whole.
const JOINTS = [/[/\\]+/g, /[:@#]+/g, /(?<!\p{N})\.|\.(?!\p{N})/gu, /-/g, /_+/g]
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Commit and request ids: seven hex digits and more (git's shortest), one of them a digit. */
const HEX = /^[0-9a-f]{7,}$/i
const VERSION = /^v\d+(?:\.\d+)+$/i
const CAMEL = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{Lu}\p{N}])(?=\p{Lu}\p{Ll})/u
const PLURAL_ACRONYM = /^\p{Lu}{2,}s$/u
/** Longer words are no identifiers that a person would search by parts. */
const MAX_CAMEL = 256
/** Scripts written without spaces are cut into overlapping pairs of characters. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

export function split(compound: string): Part[] {
  const parts: Part[] = []
  descend(compound, 0, 0, parts)
  return parts
}

function descend(text: string, start: number, level: number, parts: Part[]): void {
  const joint = JOINTS[level]
  if (joint === undefined || UUID.test(text)) {
    leaf(text, start, parts)
    return
  }
  const pieces = apart(text, joint)
  if (pieces.length > 1) push(parts, { text, start, whole: true })
  for (const piece of pieces) {
    if (parts.length >= MAX_PARTS) return
    descend(piece.text, start + piece.start, level + 1, parts)
  }
}

function push(parts: Part[], part: Part): void {
  if (parts.length < MAX_PARTS) parts.push(part)
}

interface Slice {
  readonly text: string
  readonly start: number
}

function apart(text: string, joint: RegExp): Slice[] {
  const slices: Slice[] = []
  let at = 0
  for (const match of text.matchAll(joint)) {
    if (slices.length > MAX_PARTS) return slices
    slices.push({ text: text.slice(at, match.index), start: at })
    at = match.index + match[0].length
  }
  slices.push({ text: text.slice(at), start: at })
  return slices
}

function leaf(text: string, start: number, parts: Part[]): void {
  if (UNSPACED.test(text)) {
    unspaced(text, start, parts)
    return
  }
  const inner = VERSION.test(text) ? [text.slice(0, 1), text.slice(1)] : camel(text)
  push(parts, { text, start, whole: inner.length > 1 })
  if (inner.length < 2) return
  let at = start
  for (const piece of inner) {
    push(parts, { text: piece, start: at, whole: false })
    at += piece.length
  }
}

const camel = (text: string): string[] =>
  text.length > MAX_CAMEL || HEX.test(text) || PLURAL_ACRONYM.test(text) ? [text] : text.split(CAMEL)

/** Pairs within each run of unspaced characters; the runs between them are words. */
function unspaced(text: string, start: number, parts: Part[]): void {
  const characters = [...text.slice(0, MAX_PARTS * 4)]
  let at = start
  let word = ''
  const endWord = () => {
    if (word) push(parts, { text: word, start: at - word.length, whole: false })
    word = ''
  }
  characters.forEach((character, i) => {
    if (UNSPACED.test(character)) {
      endWord()
      const next = characters[i + 1]
      const previous = characters[i - 1]
      const paired = next !== undefined && UNSPACED.test(next)
      const alone = !paired && (previous === undefined || !UNSPACED.test(previous))
      if (paired || alone) push(parts, { text: paired ? character + next : character, start: at, whole: false })
    } else word += character
    at += character.length
  })
  endWord()
}
