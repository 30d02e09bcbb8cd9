// What long texts are made of on which a careless regular expression takes for ever: its own characters and what it takes,
// over and over, with an end that does not fit.

import { matching } from '@thala/testkit/fuzz'

/** Characters. */
export const ATTACK_LENGTH = 100_000

/** What any of them may trip over. */
const COMMON = [
  ' ',
  'a',
  'a ',
  '\n',
  ' \n',
  '\t ',
  '0',
  'A1-',
  '<',
  '<a ',
  '((',
  '[',
  '"',
  '\\',
  '.',
  '@a.',
  '://',
  'é',
]
const EXAMPLES = 3
const MOST_CHARACTERS = 8

/** What texts against one expression are made of, at most so many; the same for the same seed. */
export function attacks(regex: RegExp, seed: number, most: number): string[] {
  const characters = charactersOf(regex.source)
  const examples = matching(regex, seed, EXAMPLES).filter((example) => example !== '')
  const halves = examples.map((example) => example.slice(0, Math.ceil(example.length / 2)))
  const units = new Set([
    ' ',
    ...examples,
    ...characters,
    ...COMMON,
    ...halves,
    ...examples.map((example) => example.slice(0, -1)),
    ...characters.flatMap((one, i) => [one + (characters[i + 1] ?? 'a'), `${one} `]),
  ])
  return [...units].filter((one) => one !== '').slice(0, most)
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  b: ' ',
  S: 'a',
  D: 'a',
  W: '-',
  n: '\n',
  t: '\t',
  r: '\r',
}

/** Characters that the expression names, or one for a class that it names. */
function charactersOf(source: string): string[] {
  const named = source
    .replace(/\\[pP]\{[^}]*\}/g, 'a')
    .replace(/\\u\{?[0-9a-fA-F]{1,6}\}?|\\x[0-9a-fA-F]{2}/g, 'é')
    .replace(/\(\?(?:[:=!]|<[=!]|<\w+>)/g, '')
    .replace(/\\(.)/g, (_, letter: string) => CLASSES[letter] ?? letter)
  return [...new Set(named)]
    .filter((one) => !/[\^$*+?(){}[\]|]/.test(one) || source.includes(`\\${one}`))
    .slice(0, MOST_CHARACTERS)
}
