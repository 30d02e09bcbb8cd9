// What other people wrote, made harmless for a terminal.

import { stripVTControlCharacters } from 'node:util'

/** One line without anything that could move a cursor, change a colour or turn the direction of writing. */
export const terminalText = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ue000\ue001]/gu, ' ')
