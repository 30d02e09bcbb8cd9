// What other people wrote, made harmless for a terminal.

import { withoutCodes } from './terminal-codes.ts'

/** One line without anything that could move a cursor, change a colour or turn the direction of writing. */
export const terminalText = (text: string): string => withoutCodes(text).replace(/[\ue000\ue001]/g, ' ')
