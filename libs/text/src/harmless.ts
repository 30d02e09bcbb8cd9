// What other people wrote, without what would act on the words around it. Promise: no control character, nothing that turns
// the direction of writing beyond its own letters, no half of a character, and as long as it was, so that offsets into it
// stay true; words of every script stay as they are.

/** Controls; embeddings, overrides and isolates of direction: https://www.unicode.org/reports/tr9/#Directional_Formatting_Codes */
const ACTING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** In one line. */
export const harmless = (text: string): string => text.toWellFormed().replace(ACTING, ' ')

/** Line breaks and tabs stay. */
export const harmlessLines = (text: string): string =>
  text.toWellFormed().replace(ACTING, (one) => (one === '\n' || one === '\t' ? one : ' '))
