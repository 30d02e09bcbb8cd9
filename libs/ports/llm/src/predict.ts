// What a described problem would be: the local weights, blended with a vote among similar past incidents. Pure.

import { category, severity } from '@thala/contracts'
import { alone, explain, probabilityOf, readBy, typeOf } from './classify.ts'
import { blend, likeliest } from './distribution.ts'
import type { Example, Prediction, PredictRequest } from './port.ts'
import { MAX_REASONING } from './reasoning.ts'
import type { Weights } from './weights.ts'

/** The vote of all past incidents together never outweighs this. Set by hand. */
const MAX_TRUST = 0.6
/** Below this cosine a past incident is no more alike than any other. Set by hand. */
const LEAST_SIMILARITY = 0.4

/** How strongly a past incident speaks: 0 at the least similarity, MAX_TRUST for an equal text. */
const voiceOf = ({ similarity }: Example): number =>
  MAX_TRUST * Math.min(1, Math.max(0, (similarity - LEAST_SIMILARITY) / (1 - LEAST_SIMILARITY))) ** 2

/** Share of the voices for each class; all 0 when none speaks. */
function vote(examples: readonly Example[], classes: readonly string[], of: (example: Example) => string): number[] {
  const sums = classes.map((name) =>
    examples.reduce((sum, example) => (of(example) === name ? sum + voiceOf(example) : sum), 0),
  )
  const total = sums.reduce((a, b) => a + b, 0)
  return sums.map((sum) => (total === 0 ? 0 : sum / total))
}

export function predict(weights: Weights, { text, vector, examples }: PredictRequest): Prediction {
  const found = alone(text, vector)
  const type = readBy(weights, 'type', found)
  const voices = examples.map(voiceOf).filter((voice) => voice > 0)
  const trust = Math.min(
    MAX_TRUST,
    voices.reduce((a, b) => a + b, 0),
  )
  const choose = (head: 'category' | 'severity', of: (example: Example) => string): string | undefined => {
    const { classes } = weights.heads[head]
    return classes[likeliest(blend(readBy(weights, head, found).probabilities, vote(examples, classes, of), trust))]
  }
  // A text that tells of a fix is about an incident as well; what resembles past incidents is likelier to be one.
  const told = probabilityOf(weights, type, 'incident_report') + probabilityOf(weights, type, 'resolution')
  const chance = Math.min(1, told + (1 - told) * Math.max(0, ...voices))
  const past = voices.length
  const beside = past === 0 ? '' : ` ${past} similar past incident${past === 1 ? '' : 's'} weighed in.`
  const why = explain(weights, found, type, null)
  return {
    type: typeOf(weights, type),
    category: category.parse(choose('category', (example) => example.category)),
    severity: severity.parse(choose('severity', (example) => example.severity)),
    likelihood: chance >= 0.5 ? 'Likely' : 'Not Likely',
    confidence: Math.max(chance, 1 - chance),
    reasoning: why.length + beside.length <= MAX_REASONING ? why + beside : why,
  }
}
