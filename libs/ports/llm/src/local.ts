// The reader that needs no account and no network: linear models over words, sentence vectors and the parent's text.
// Promise: the same request gives the same answer, in under a millisecond besides the vectors.

import { readFileSync } from 'node:fs'
import { classify } from './classify.ts'
import type { Reader } from './port.ts'
import { predict } from './predict.ts'
import { openWeights, type Weights, weightsFile } from './weights.ts'

const shippedWeights = (): Weights =>
  openWeights(weightsFile.parse(JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8'))))

/** Throws if the weights do not fit together. */
export function localReader(weights: Weights = shippedWeights()): Reader {
  const model = `local-linear-${weights.version}`
  return {
    model,
    classify: async (request) => classify(weights, model, request),
    predict: async (request) => predict(weights, request),
    close: async () => undefined,
  }
}
