// What two passes over a picture make together: pure. Numbers were chosen on 102 screenshots of error messages.

/** Where something stands, in shares of the picture's width and height: the same in every pass. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Word {
  readonly text: string
  /** 0 to 100, as tesseract gives it. */
  readonly confidence: number
  readonly box: Box
}

export interface Line {
  readonly text: string
  readonly confidence: number
  readonly words: readonly Word[]
}

/** Lines below are icons, frames and photographs; no line of an error message was. */
const LEAST_CONFIDENCE = 40
/** A first pass above is not bettered by a second; so are 63 % of the screenshots. */
const SURE = 92
/** A line of the second pass counts when so many of its words are new; else it is one that was read before. */
const NEW_SHARE = 0.5

/** Words of fewer letters are mostly misread icons and frames. */
const WORD = /[\p{L}\p{N}]{3,}/gu
const wordsIn = (text: string): string[] => text.toLowerCase().match(WORD) ?? []
const wordsOf = ({ text }: Line): string[] => wordsIn(text)

/** Single letters and marks below are icons and edges that stand beside a line; words below add nothing to one. */
const LEAST_CONFIDENCE_OF_MARK = 60

/** Letters and digits. */
const length = ({ text }: Word): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

const isEdge = (word: Word): boolean => word.confidence < LEAST_CONFIDENCE_OF_MARK && length(word) <= 1

/** What the network takes one for the other, and no error message means. */
const repaired = (text: string): string =>
  text.replace(/\b[Oo]x(?=[\dA-Fa-f]{4})/g, '0x').replace(/\bdick(?=\b|ed\b|ing\b)/g, 'click')

const textOf = ({ words }: Line): string =>
  repaired(
    words
      .filter((word) => !isEdge(word))
      .map((word) => word.text)
      .join(' ')
      .trim(),
  )

export const credible = (lines: readonly Line[]): Line[] =>
  lines
    .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
    .map((line) => ({ ...line, text: textOf(line) }))
    .filter(({ text }) => text !== '')

/** Whether another pass may read more. */
export function isUnsure(lines: readonly Line[]): boolean {
  const words = lines.flatMap((line) => line.words).filter(({ text }) => /[\p{L}\p{N}]{2}/u.test(text))
  const sum = words.reduce((total, { confidence }) => total + confidence, 0)
  return words.length === 0 || sum / words.length < SURE
}

/** Two boxes are of one word when they share so much of what they cover together, across and down. */
const SAME_ACROSS = 0.7
const SAME_DOWN = 0.5
/** A smaller lead says nothing: most such words differ by a full stop. */
const LEAST_LEAD = 10

/** What two stretches share, of what they cover together. */
const shared = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  (Math.min(to, otherTo) - Math.max(from, otherFrom)) / (Math.max(to, otherTo) - Math.min(from, otherFrom))

const isSamePlace = (a: Box, b: Box): boolean =>
  shared(a.top, a.bottom, b.top, b.bottom) >= SAME_DOWN && shared(a.left, a.right, b.left, b.right) >= SAME_ACROSS

const marks = ({ text }: Word): number => text.match(/[^\p{L}\p{N}]/gu)?.length ?? 0

/** The same word as another pass read it, where that is surer of it and found a letter that this one lost or took for a mark. */
function surer(word: Word, others: readonly Word[]): Word {
  if (isEdge(word) || word.confidence + LEAST_LEAD > 100) return word
  const other = others.find(({ box }) => isSamePlace(word.box, box))
  const isSurer = other !== undefined && other.confidence >= word.confidence + LEAST_LEAD
  return isSurer && length(other) > length(word) && marks(other) <= marks(word) ? other : word
}

const isApart = (a: Box, b: Box): boolean =>
  shared(a.left, a.right, b.left, b.right) <= 0 || shared(a.top, a.bottom, b.top, b.bottom) <= 0

/** Words that `first` skipped in this line: another pass read them, in a line that shares a word with this one. */
function skipped(line: Line, first: readonly Word[], second: readonly Line[]): Word[] {
  const isHere = (word: Word) => line.words.some(({ box }) => isSamePlace(word.box, box))
  const isFree = (word: Word) =>
    word.confidence >= LEAST_CONFIDENCE_OF_MARK && length(word) > 1 && first.every(({ box }) => isApart(word.box, box))
  return second.filter(({ words }) => words.some(isHere)).flatMap(({ words }) => words.filter(isFree))
}

function mended(first: readonly Line[], second: readonly Line[]): Line[] {
  const all = first.flatMap(({ words }) => words)
  const others = second.flatMap(({ words }) => words)
  return first.map((line) => {
    const words = [...line.words.map((word) => surer(word, others)), ...skipped(line, all, second)]
    if (words.length === line.words.length && words.every((word, i) => word === line.words[i])) return line
    const ordered = words.sort((a, b) => a.box.left - b.box.left)
    return { ...line, words: ordered, text: textOf({ ...line, words: ordered }) }
  })
}

/** Codes, addresses, numbers: no dictionary tells which pass read one rightly, so that the surer reading is kept beside the first. */
function isCode(word: Word, first: readonly Word[]): boolean {
  if (!/\d/.test(word.text) || length(word) <= 3) return false
  const rival = first.find(({ box }) => isSamePlace(word.box, box))
  return word.confidence >= (rival === undefined ? LEAST_CONFIDENCE_OF_MARK : rival.confidence + LEAST_LEAD)
}

/** The lines of the first, mended by the second, then lines of the second, or codes in them, that say something new. */
export function merged(first: readonly Line[], second: readonly Line[]): Line[] {
  const lines = mended(first, second)
  const seen = new Set(lines.flatMap(wordsOf))
  const all = first.flatMap(({ words }) => words)
  const isSeen = (word: string): boolean => seen.has(word)
  const found = second.flatMap((line) => {
    const words = wordsOf(line)
    if (words.length > 0 && words.filter((word) => !isSeen(word)).length >= NEW_SHARE * words.length) return [line]
    const codes = line.words.filter((word) => isCode(word, all) && !wordsIn(word.text).every(isSeen))
    return codes.length === 0 ? [] : [{ ...line, words: codes, text: textOf({ ...line, words: codes }) }]
  })
  return [...lines, ...found]
}
