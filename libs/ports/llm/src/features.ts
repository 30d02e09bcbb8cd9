// What the linear heads see of a message: hashed words and word pairs, its sentence vector, and how it answers its parent.
// Promise: a pure function of the request, bounded in time whatever the text; the same in training and in service.

import { words } from '@thala/text'
import { denseFeatures, MAX_CHARACTERS } from './dense.ts'
import type { ReadRequest } from './port.ts'

const MAX_WORDS = 200
const SHORT_WORDS = 5

export interface Features {
  readonly dense: Float32Array
  /** Each word, pair and triple of the text once, in a form that people can read. */
  readonly names: readonly string[]
}

/** FNV-1a, 32 bits: what a vocabulary keeps of a name. */
export function hashName(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Words with `?` and `!` among them, since "fixed" and "fixed?" say opposite things; the beginning of a long text. */
export const tokens = (text: string): string[] => words(text.slice(0, MAX_CHARACTERS)).slice(0, MAX_WORDS)

const shape = (token: string): string => (/\d/.test(token) ? token.replace(/\d/g, '#') : token)

/** A longer word by its ending, so that "pruned" and "restarted" look alike: what was done matters less than that it was. */
const ending = (form: string): string => (form.length > 4 ? `~${form.slice(-3)}` : form)

/** Singles, pairs and triples that stand beside each other; `^` and `$` are the text's two ends. */
function* runs(prefix: string, forms: readonly string[], shortest: number, longest: number): Generator<string> {
  const closed = ['^', ...forms, '$']
  for (let n = shortest; n <= longest; n++) {
    for (let i = 0; i + n <= closed.length; i++) yield prefix + closed.slice(i, i + n).join(' ')
  }
}

function namesOf(found: readonly string[], isReply: boolean): string[] {
  const shapes = found.map(shape)
  const names = new Set([...found, ...runs('', shapes, 1, 3), ...runs('', shapes.map(ending), 2, 3)])
  if (isReply) for (const form of shapes) names.add(`re: ${form}`)
  if (found.length <= SHORT_WORDS) names.add(`= ${shapes.join(' ')}`)
  return [...names]
}

/** `found`: the text's tokens, where the caller has them already; they are the costly part. */
export const features = (request: ReadRequest, found: readonly string[] = tokens(request.text)): Features => ({
  dense: denseFeatures(request, found),
  names: namesOf(found, request.parentText !== null),
})
