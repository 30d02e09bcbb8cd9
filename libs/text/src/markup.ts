// Slack's markup, read once for all uses: mentions, channels, links with labels, the three entities, emoji names.
// Promise: pieces come in order, cover the whole text, and reading is linear. Other texts (mail, tickets) pass through.
// The grammar: https://api.slack.com/reference/surfaces/formatting

export interface Span {
  readonly start: number
  readonly end: number
}

export type Piece = Span &
  (
    | { readonly kind: 'text' | 'emoji' }
    | { readonly kind: 'entity'; readonly character: string }
    | { readonly kind: 'person' | 'channel'; readonly id: string; readonly label: Span | null }
    | { readonly kind: 'special'; readonly id: string; readonly label: Span | null }
    | { readonly kind: 'link'; readonly url: Span; readonly label: Span | null }
  )

// `amp;` may repeat: text that was escaped twice reads as if it had been escaped once.
const entity = '&(?:amp;)*(?<angle>[lg]t);|&(?:amp;)+'
const special = 'here|channel|everyone|subteam\\^[A-Z0-9]+|date\\^[^<>|]+'
const scheme = 'https?:\\/\\/|ftp:\\/\\/|slack:\\/\\/|mailto:|tel:'
// Ids are upper case; anonymised exports have names in their place. None of these can run past the next angle bracket,
// so a text full of openings is read in linear time.
const bracketed =
  `<(?:(?<sigil>[@#])(?<id>[\\w.-]+)|!(?<special>${special})|(?<url>(?:${scheme})[^<>|]+))` +
  `(?<bar>\\|(?<label>[^<>]*))?>`
const name = "(?:[+-]1|100|[a-z0-9_'+-]{0,63}[a-z][a-z0-9_'+-]{0,63})"

/** Emoji names side by side; a colon in a time, a path or `a::b` starts none. */
export const emojiSource = `(?<![\\w:])(?::${name}:)+(?!\\w)`

const MARKUP = new RegExp(`(?<bracketed>${bracketed})|(?<entity>${entity})|${emojiSource}`, 'g')
const ENTITY = new RegExp(entity, 'g')
/** A `<` that would open markup if the text were read again. */
const OPENING = new RegExp(`<(?=[@#]|!(?:here|channel|everyone|subteam|date)|${scheme})`, 'g')

const character = (angle: string | undefined): string => (angle === 'lt' ? '<' : angle === 'gt' ? '>' : '&')

export function* pieces(text: string): Generator<Piece> {
  let at = 0
  for (const match of text.matchAll(MARKUP)) {
    const start = match.index
    const end = start + match[0].length
    if (start > at) yield { kind: 'text', start: at, end: start }
    yield pieceOf(match.groups ?? {}, start, end)
    at = end
  }
  if (at < text.length) yield { kind: 'text', start: at, end: text.length }
}

function pieceOf(groups: Partial<Record<string, string>>, start: number, end: number): Piece {
  if (groups.entity !== undefined) return { kind: 'entity', start, end, character: character(groups.angle) }
  if (groups.bracketed === undefined) return { kind: 'emoji', start, end }
  // An empty label (Slack writes one for a private channel) is none.
  const label = groups.label ? { start: end - 1 - groups.label.length, end: end - 1 } : null
  if (groups.url !== undefined) {
    // An address for mail or telephone is shown and found without its scheme.
    const from = start + 1 + (/^(?:mailto|tel):/.exec(groups.url)?.[0].length ?? 0)
    return { kind: 'link', start, end, url: { start: from, end: start + 1 + groups.url.length }, label }
  }
  if (groups.special !== undefined) return { kind: 'special', start, end, id: groups.special, label }
  return { kind: groups.sigil === '#' ? 'channel' : 'person', start, end, id: groups.id ?? '', label }
}

/** The entities of a stretch of text, and the text between them. */
export function* decoded(text: string, span: Span): Generator<Span & { readonly character: string | null }> {
  let at = span.start
  for (const match of text.slice(span.start, span.end).matchAll(ENTITY)) {
    const start = span.start + match.index
    const end = start + match[0].length
    if (start > at) yield { start: at, end: start, character: null }
    yield { start, end, character: character(match.groups?.angle) }
    at = end
  }
  if (at < span.end) yield { start: at, end: span.end, character: null }
}

/** Names for ids that a message holds without a label. */
export interface Names {
  readonly person?: (id: string) => string | undefined
  readonly channel?: (id: string) => string | undefined
}

/**
 * Slack markup as plain readable text: `@name`, `#channel`, a link's label, `&`, `<`, `>`. Emoji names, emphasis and code
 * fences stay as they were typed. Reading the result again changes nothing; for that, what would then open markup
 * (`<@`, `<https://`) gets a space after its `<`.
 */
export function plain(text: string, names: Names = {}): string {
  let out = ''
  for (const piece of pieces(text)) out += plainPiece(text, piece, names)
  const unescaped = out.replace(ENTITY, (_, angle: string | undefined) => character(angle))
  return unescaped.replace(OPENING, '< ')
}

function plainPiece(text: string, piece: Piece, names: Names): string {
  const slice = (span: Span) => text.slice(span.start, span.end)
  switch (piece.kind) {
    case 'text':
    case 'emoji':
      return slice(piece)
    case 'entity':
      return piece.character
    case 'person':
      return `@${piece.label ? slice(piece.label) : (names.person?.(piece.id) ?? piece.id)}`
    case 'channel':
      return `#${piece.label ? slice(piece.label) : (names.channel?.(piece.id) ?? piece.id)}`
    case 'special':
      return piece.label ? slice(piece.label) : `@${piece.id.slice(piece.id.indexOf('^') + 1)}`
    case 'link':
      return piece.label ? slice(piece.label) : slice(piece.url)
  }
}
