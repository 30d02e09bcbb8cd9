// What a message is, by the local weights. Promise: pure; every probability is within 0 and 1, those of the types sum to 1.

import { type Classification, category, type MessageType, messageType, severity } from '@thala/contracts'
import { blend, likeliest } from './distribution.ts'
import { type Features, features, tokens } from './features.ts'
import { contributions, type Reading, read } from './heads.ts'
import type { ReadRequest } from './port.ts'
import { reasoning } from './reasoning.ts'
import type { HeadName, Weights } from './weights.ts'

const reads: Readonly<Record<MessageType, readonly [one: string, many: string]>> = {
  incident_report: ['an incident report', 'incident reports'],
  resolution: ['a resolution', 'resolutions'],
  discussion: ['a discussion', 'discussions'],
  unrelated: ['unrelated talk', 'unrelated talk'],
}

/** How much a reply's subject is its parent's: "that did it" alone is about nothing. Set by hand. */
const PARENT_SHARE = 0.5

export const readBy = ({ heads, vocabulary }: Weights, head: HeadName, of: Features): Reading =>
  read(heads[head], of, vocabulary)

/** Features of a text by itself, whatever it answers. */
export const alone = (text: string, vector: Int8Array | null, found?: readonly string[]): Features =>
  features({ text, vector, parentText: null, parentVector: null, hasReadableImage: false }, found)

export const probabilityOf = ({ heads }: Weights, { probabilities }: Reading, type: MessageType): number =>
  probabilities[heads.type.classes.indexOf(type)] ?? 0

export const typeOf = ({ heads }: Weights, { best }: Reading): MessageType =>
  messageType.parse(heads.type.classes[best])

/** Why the likeliest type beat the second; `answers` names what the message replies to. */
export function explain(weights: Weights, of: Features, type: Reading, answers: string | null): string {
  const { heads, vocabulary } = weights
  const { probabilities, best } = type
  const second = likeliest(probabilities.map((p, i) => (i === best ? -1 : p)))
  const [one, many] = reads[typeOf(weights, type)]
  return reasoning({
    reads: one,
    kind: many,
    contributions: contributions(heads.type, of, vocabulary, best, second),
    answers,
  })
}

/** What a message is about: for a reply, half of it is what its parent is about. */
function subject(
  weights: Weights,
  head: 'category' | 'severity',
  own: Features,
  parent: Features | null,
): readonly number[] {
  const { probabilities } = readBy(weights, head, own)
  return parent === null
    ? probabilities
    : blend(probabilities, readBy(weights, head, parent).probabilities, PARENT_SHARE)
}

function answered(weights: Weights, parent: Features | null): string | null {
  if (parent === null) return null
  const type = typeOf(weights, readBy(weights, 'type', parent))
  return type === 'incident_report' ? 'a report' : 'a message'
}

export function classify(weights: Weights, model: string, request: ReadRequest): Classification {
  const { text, vector, parentText, parentVector } = request
  const words = tokens(text)
  const found = features(request, words)
  const own = parentText === null ? found : alone(text, vector, words)
  const parent = parentText === null ? null : alone(parentText, parentVector)
  const type = readBy(weights, 'type', found)
  const { heads } = weights
  const complete = readBy(weights, 'complete', found).probabilities[heads.complete.classes.indexOf('complete')] ?? 0
  const categories = subject(weights, 'category', own, parent)
  const severities = subject(weights, 'severity', own, parent)
  return {
    types: {
      incident_report: probabilityOf(weights, type, 'incident_report'),
      resolution: probabilityOf(weights, type, 'resolution'),
      discussion: probabilityOf(weights, type, 'discussion'),
      unrelated: probabilityOf(weights, type, 'unrelated'),
    },
    complete,
    fix: complete >= 0.5 ? 'complete' : 'tentative',
    category: category.parse(heads.category.classes[likeliest(categories)]),
    categoryConfidence: Math.max(...categories),
    severity: severity.parse(heads.severity.classes[likeliest(severities)]),
    severityConfidence: Math.max(...severities),
    reasoning: explain(weights, found, type, answered(weights, parent)),
    model,
  }
}
