// Where a text stops being JSON. The engine says it for some faults only, and quotes the text around others, which must
// not travel to logs. Linear, no recursion; asked only about texts that did not parse.

/** What a token does where it may stand: opens or closes, ends a value, or leads on to what is expected next. */
type Expects = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or }' | 'comma or ]' | 'end'
type Effect = Expects | 'opens' | 'closes' | 'ends value'

const value = { string: 'ends value', word: 'ends value', '{': 'opens', '[': 'opens' } as const
const grammar: Readonly<Record<Expects, Readonly<Record<string, Effect>>>> = {
  value,
  'value or ]': { ...value, ']': 'closes' },
  name: { string: 'colon' },
  'name or }': { string: 'colon', '}': 'closes' },
  colon: { ':': 'value' },
  'comma or }': { ',': 'name', '}': 'closes' },
  'comma or ]': { ',': 'value', ']': 'closes' },
  end: {},
}

const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const SPACE = /[ \t\n\r]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y

/** Offset just after `pattern` at `at`, or `at` itself when it does not stand there. */
function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** Offset of the first character that cannot stand where it stands; the text's length when it ends too early. */
export function faultAt(text: string): number {
  const open: string[] = []
  let expects: Expects = 'value'
  let at = after(SPACE, text, 0)
  while (at < text.length) {
    const token = tokenAt(text, at)
    if (token.fault !== undefined) return token.fault
    const next = step(expects, token.kind, open)
    if (next === null) return at
    expects = next
    at = after(SPACE, text, token.end)
  }
  return at
}

interface Token {
  readonly kind: string
  readonly end: number
  readonly fault?: number
}

function tokenAt(text: string, at: number): Token {
  const character = text.charAt(at)
  if ('{}[]:,'.includes(character)) return { kind: character, end: at + 1 }
  if (character === '"') return stringAt(text, at)
  const end = after(WORD, text, at)
  return end > at ? { kind: 'word', end } : { kind: 'none', end, fault: at }
}

function stringAt(text: string, from: number): Token {
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') return { kind: 'string', end: at + 1 }
    if (character < ' ') return { kind: 'string', end: at, fault: at }
    if (character !== '\\') continue
    const end = after(ESCAPE, text, at)
    if (end === at) return { kind: 'string', end, fault: at }
    at = end - 1
  }
  return { kind: 'string', end: text.length, fault: text.length }
}

/** What is expected after a token, or null when it may not stand here. `open`: brackets around, the nearest last. */
function step(expects: Expects, kind: string, open: string[]): Expects | null {
  const effect = grammar[expects][kind]
  switch (effect) {
    case undefined:
      return null
    case 'opens':
      open.push(kind)
      return kind === '{' ? 'name or }' : 'value or ]'
    case 'closes':
      open.pop()
      return afterValue(open)
    case 'ends value':
      return afterValue(open)
    default:
      return effect
  }
}

function afterValue(open: readonly string[]): Expects {
  const around = open.at(-1)
  if (around === undefined) return 'end'
  return around === '{' ? 'comma or }' : 'comma or ]'
}
