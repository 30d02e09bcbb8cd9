// What two passes over a picture make together: pure. Numbers were chosen on 102 screenshots of error messages.

export interface Word {
  readonly text: string
  /** 0 to 100, as tesseract gives it. */
  readonly confidence: number
}

export interface Line extends Word {
  readonly words: readonly Word[]
}

/** Lines below are icons, frames and photographs; no line of an error message was. */
const LEAST_CONFIDENCE = 40
/** A first pass above is not bettered by a second; so are 57 % of the screenshots. */
const SURE = 92
/** A line of the second pass counts when so many of its words are new; else it is one that was read before. */
const NEW_SHARE = 0.5

/** Words of fewer letters are mostly misread icons and frames. */
const WORD = /[\p{L}\p{N}]{3,}/gu
const wordsOf = (line: Line): string[] => line.text.toLowerCase().match(WORD) ?? []

/** Single letters and marks below are icons and edges that stand beside a line. */
const LEAST_CONFIDENCE_OF_MARK = 60

const isEdge = ({ text, confidence }: Word): boolean =>
  confidence < LEAST_CONFIDENCE_OF_MARK && (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) <= 1

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

/** All of the first, then lines of the second that say something new. */
export function merged(first: readonly Line[], second: readonly Line[]): Line[] {
  const seen = new Set(first.flatMap(wordsOf))
  const isNew = (line: Line): boolean => {
    const words = wordsOf(line)
    return words.length > 0 && words.filter((word) => !seen.has(word)).length >= NEW_SHARE * words.length
  }
  return [...first, ...second.filter(isNew)]
}
