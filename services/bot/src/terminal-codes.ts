// Codes for terminals in what other people wrote. Promise: they go whole, with the letters that belong to them.

import { harmless } from '@thala/text'

/**
 * ECMA-48: control sequences, strings such as the title of a window, and escapes of one letter. The lengths bound the time
 * of a hostile text, for which Node's `stripVTControlCharacters` takes minutes; what is longer loses its controls alone.
 */
const CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]|(?:\u001b[\]P^_X]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f]{0,512}(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]{0,8}[0-Z\\`-~]/g

export const withoutCodes = (text: string): string => harmless(text.replace(CODES, ''))
