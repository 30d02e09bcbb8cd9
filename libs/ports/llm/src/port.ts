// Reads a message: its type, category and severity, with probabilities. Adapters: local (fitted linear models); Groq and
// OpenAI-compatible servers follow. Promise: an answer is inside the closed schema or it is refused; it never names ids.

import type { Category, Classification, Likelihood, MessageType, Severity } from '@thala/contracts'

export interface ReadRequest {
  readonly text: string
  /** Text of what the message answers, or null. */
  readonly parentText: string | null
  /** Sentence vectors of the two texts; null for a text without words. */
  readonly vector: Int8Array | null
  readonly parentVector: Int8Array | null
  /** Text was read from an attached picture. */
  readonly hasReadableImage: boolean
}

export interface Prediction {
  /** What the description would be as a message: one that tells of a fix is about an incident, but reports none. */
  readonly type: MessageType
  readonly category: Category
  readonly severity: Severity
  readonly likelihood: Likelihood
  /** Of the likelihood, 0 to 1. */
  readonly confidence: number
  readonly reasoning: string
}

export interface PredictRequest {
  readonly text: string
  readonly vector: Int8Array | null
  readonly examples: readonly Example[]
}

/** A similar past incident, shown to the model as an example (a local model takes a vote among them). */
export interface Example {
  readonly text: string
  readonly category: Category
  readonly severity: Severity
  /** 0 to 1. */
  readonly similarity: number
}

export interface Reader {
  /** Names the model and the version of its weights or prompt; part of the key under which answers are remembered. */
  readonly model: string
  classify(request: ReadRequest): Promise<Classification>
  predict(request: PredictRequest): Promise<Prediction>
  close(): Promise<void>
}
