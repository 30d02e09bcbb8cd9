// Every regular expression that stands in a source text as a literal. A tokenizer of just so much TypeScript as tells a
// literal from a division: comments, strings, templates with what they embed, and what may stand before an operand.

export interface Literal {
  /** From 1. */
  readonly line: number
  readonly source: string
  readonly flags: string
}

/** After these words an operand follows, so a slash begins a literal. */
const BEFORE_OPERAND = new Set([
  ...['return', 'typeof', 'case', 'in', 'of', 'new', 'delete', 'void', 'throw', 'await', 'yield', 'else', 'do'],
  ...['instanceof', 'extends', 'default', 'satisfies', 'as'],
])

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const WORD = /[\w$]+/y
const REGEX = /\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y
/** Of a template, from its beginning or from the end of what it embeds. */
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)/y

/** Throws `SyntaxError` where the text is none that it understands. */
export function regexLiterals(text: string): Literal[] {
  const found: Literal[] = []
  /** What an open brace belongs to: code, or what a template embeds. */
  const braces: ('code' | 'template')[] = []
  let at = 0
  let before = ''
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at += match[0].length
    return match
  }
  const takeTemplate = () => {
    const [, end] = take(TEMPLATE) ?? fail(text, at, 'a template without end')
    if (end === '`') before = OPERAND
    else {
      braces.push('template')
      before = ''
    }
  }
  const takeSlash = () => {
    const line = lineOf(text, at)
    const [, source = '', flags = ''] = take(REGEX) ?? fail(text, at, 'a regular expression without end')
    found.push({ line, source, flags })
    before = OPERAND
  }
  const takeMark = () => {
    const mark = text.charAt(at++)
    if (mark === '{') braces.push('code')
    if (mark === '`' || (mark === '}' && braces.pop() === 'template')) takeTemplate()
    else before = mark
  }
  while (at < text.length) {
    if (take(BLANK)) continue
    if (take(STRING)) before = OPERAND
    else if (text[at] === '/' && beginsOperand(before)) takeSlash()
    else {
      const word = take(WORD)
      if (word) before = word[0]
      else takeMark()
    }
  }
  return found
}

/** Stands for a string, a template or a regular expression. */
const OPERAND = 'x'

/** After a word, a closing bracket or an operand a slash divides. */
const beginsOperand = (before: string): boolean => BEFORE_OPERAND.has(before) || !/[\w$)\]]$/.test(before)

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

function fail(text: string, at: number, what: string): never {
  throw new SyntaxError(`line ${lineOf(text, at)}: ${what}`)
}
