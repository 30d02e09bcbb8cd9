// The numeric part of a message's features: sentence vectors, the answer's relation to its parent, and form (length, marks).

import type { ReadRequest } from './port.ts'

const DIMENSIONS = 384
/** The beginning of a long text says what it is; about 200 words. */
export const MAX_CHARACTERS = 1_200
/** Quantised vectors have scale 127; this brings their features to unit length. */
const SCALE = 1 / 127

/** Where each part of the dense features begins: the own vector, again if it is a reply, the parent's, their product, form. */
const starts = {
  own: 0,
  reply: DIMENSIONS,
  parent: 2 * DIMENSIONS,
  product: 3 * DIMENSIONS,
  form: 4 * DIMENSIONS,
} as const
export const parts = ['own', 'reply', 'parent', 'product', 'form', 'words'] as const
export type Part = (typeof parts)[number]

const formNames = [
  'always',
  'is a reply',
  'no words',
  'length',
  'very short',
  'question mark',
  'ends with a question mark',
  'exclamation mark',
  'several lines',
  'link',
  'digits',
  'capitals',
  'close to its parent',
  'words of its parent',
  'code',
  'tells of a time that is over',
] as const
export const DENSE = starts.form + formNames.length

/** The part that a feature belongs to; after the dense ones come the words. */
export const partOf = (feature: number): Part =>
  feature >= DENSE ? 'words' : (parts[Math.min(4, Math.floor(feature / DIMENSIONS))] ?? 'form')

/** What a feature says in words of people: its meaning, that it answers something, or its form. */
export type Ground = 'words' | 'meaning' | 'answer' | 'form'

const ofParent: ReadonlySet<string> = new Set(['is a reply', 'close to its parent', 'words of its parent'])

/** Null for the constant feature, which says nothing of this message. */
export function groundOf(feature: number): Ground | null {
  const part = partOf(feature)
  if (part === 'words') return 'words'
  if (part === 'own' || part === 'reply') return 'meaning'
  if (part === 'parent' || part === 'product') return 'answer'
  const name = formNames[feature - starts.form] ?? 'always'
  if (name === 'always') return null
  return ofParent.has(name) ? 'answer' : 'form'
}

function share(words: readonly string[], others: ReadonlySet<string>): number {
  return words.length === 0 ? 0 : words.filter((word) => others.has(word)).length / words.length
}

/** Auxiliaries and their place in time: a fix tells what was, a report what is. */
const PAST: ReadonlySet<string> = new Set(['was', 'were', 'had', 'did'])
const PRESENT: ReadonlySet<string> = new Set(['is', 'are', 'am', 'has', 'have', 'does', 'do'])

function form(
  request: ReadRequest,
  words: readonly string[],
  closeness: number,
): Record<(typeof formNames)[number], number> {
  const text = request.text.slice(0, MAX_CHARACTERS)
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  const parentWords = new Set(
    request.parentText
      ?.slice(0, MAX_CHARACTERS)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  )
  const times = text.match(/\b\d{1,2}:\d{2}\b/g)?.length ?? 0
  const past = words.filter((word) => PAST.has(word)).length
  const present = words.filter((word) => PRESENT.has(word)).length
  const flag = (yes: boolean) => (yes ? 1 : 0)
  return {
    always: 1,
    'is a reply': flag(request.parentText !== null),
    'no words': flag(request.vector === null),
    length: Math.log2(1 + words.length) / 5,
    'very short': flag(words.length <= 3),
    'question mark': flag(words.includes('?')),
    'ends with a question mark': flag(/\?\W*$/.test(text.slice(-10))),
    'exclamation mark': flag(words.includes('!')),
    'several lines': flag(text.trim().includes('\n')),
    link: flag(/https?:\/\//.test(text)),
    digits: Math.min(1, words.filter((word) => /\d/.test(word)).length / 4),
    capitals: letters === 0 ? 0 : capitals / letters,
    'close to its parent': closeness,
    'words of its parent': share(words, parentWords),
    code: flag(text.includes('`')),
    'tells of a time that is over': times > 1 ? past / Math.max(1, past + present) : 0,
  }
}

export function denseFeatures(request: ReadRequest, words: readonly string[]): Float32Array {
  const dense = new Float32Array(DENSE)
  const { vector, parentVector } = request
  const isReply = request.parentText !== null
  let dot = 0
  for (let i = 0; i < DIMENSIONS; i++) {
    const own = (vector?.[i] ?? 0) * SCALE
    const parent = (parentVector?.[i] ?? 0) * SCALE
    dense[starts.own + i] = own
    if (isReply) dense[starts.reply + i] = own
    dense[starts.parent + i] = parent
    // Components are about 1/√384 each: brought back to the size of the others.
    dense[starts.product + i] = own * parent * 20
    dot += own * parent
  }
  const values = form(request, words, dot)
  formNames.forEach((name, i) => {
    dense[starts.form + i] = values[name]
  })
  return dense
}
