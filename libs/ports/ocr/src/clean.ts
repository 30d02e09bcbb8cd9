// Text as it is kept: composed characters, no control characters, no runs of empty space, and no longer than allowed.

import { MAX_TEXT } from '@thala/contracts'

/** Room for the line that says what is missing. */
const NOTE_ROOM = 100

// Other than tab and newline: C0, C1, marks of direction and of byte order, and halves of surrogate pairs.
const CONTROL = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu
const isKept = (character: string): boolean => character === '\t' || character === '\n'

/** `known`: how long the whole is, where `text` is only its beginning. */
export function clean(text: string, known: number = text.length): string {
  const lines = text
    .normalize('NFC')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll('\f', '\n')
    .replace(CONTROL, (character) => (isKept(character) ? character : ''))
    .split('\n')
    .map((line) => line.trimEnd())
  const whole = lines.filter((line, at) => line !== '' || (at > 0 && lines[at - 1] !== '')).join('\n')
  return cut(whole.trim(), known)
}

function cut(text: string, known: number): string {
  const length = Math.max(text.length, known)
  if (text.length <= MAX_TEXT && known <= MAX_TEXT) return text
  const end = MAX_TEXT - NOTE_ROOM
  const last = text.charCodeAt(end - 1)
  const kept = text.slice(0, last >= 0xd800 && last < 0xdc00 ? end - 1 : end)
  return `${kept}\n[cut here: the first ${kept.length} of about ${length} characters]`
}
