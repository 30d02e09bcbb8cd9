// The committed form of the weights: signed bytes with a scale for each part and class, and a vocabulary of 32-bit hashes
// (no word can be read from it). Promise: a file that does not fit together is refused when it is opened.

import { z } from 'zod'
import { DENSE, partOf } from './dense.ts'
import type { Head, Vocabulary } from './heads.ts'

const base64 = z.base64()
const headShape = z.strictObject({
  classes: z.array(z.string()).min(2),
  temperature: z.number().positive(),
  /** Of each class: the weight that stands for 127, by part. */
  scales: z.record(z.string(), z.array(z.number().nonnegative())),
  weights: base64,
})

export const weightsFile = z.strictObject({
  version: z.string().min(1),
  /** What it was fitted on and how good it is, for people. */
  about: z.string(),
  vocabulary: base64,
  heads: z.strictObject({ type: headShape, complete: headShape, category: headShape, severity: headShape }),
})
export type WeightsFile = z.infer<typeof weightsFile>
export type HeadName = keyof WeightsFile['heads']

export interface Weights {
  readonly version: string
  readonly vocabulary: Vocabulary
  readonly heads: Readonly<Record<HeadName, Head>>
}

function openHead(shape: z.infer<typeof headShape>, features: number): Head {
  const bytes = new Int8Array(Buffer.from(shape.weights, 'base64'))
  const n = shape.classes.length
  if (bytes.length !== features * n) throw new Error(`a head has ${bytes.length} weights, not ${features} × ${n}`)
  const weights = Float32Array.from(bytes, (byte, i) => {
    const scale = shape.scales[partOf(Math.floor(i / n))]?.[i % n] ?? 0
    return (byte * scale) / 127
  })
  return { classes: shape.classes, temperature: shape.temperature, weights }
}

/** Throws when parts of the file do not fit together. */
export function openWeights(file: WeightsFile): Weights {
  const bytes = Buffer.from(file.vocabulary, 'base64')
  const names = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i))
  const features = DENSE + names.length
  const { type, complete, category, severity } = file.heads
  return {
    version: file.version,
    vocabulary: new Map(names.map((hash, i) => [hash, DENSE + i])),
    heads: {
      type: openHead(type, features),
      complete: openHead(complete, features),
      category: openHead(category, features),
      severity: openHead(severity, features),
    },
  }
}

/** The form in which weights are committed: signed bytes, with a scale for each part and class. */
export function packHead(head: Head): z.infer<typeof headShape> {
  const n = head.classes.length
  const scales: Record<string, number[]> = {}
  head.weights.forEach((weight, i) => {
    const part = partOf(Math.floor(i / n))
    scales[part] ??= new Array(n).fill(0)
    const ofPart = scales[part]
    ofPart[i % n] = Math.max(ofPart[i % n] ?? 0, Math.abs(weight))
  })
  const bytes = Int8Array.from(head.weights, (weight, i) => {
    const scale = scales[partOf(Math.floor(i / n))]?.[i % n] ?? 0
    return scale === 0 ? 0 : Math.round((weight / scale) * 127)
  })
  return {
    classes: [...head.classes],
    temperature: head.temperature,
    scales,
    weights: Buffer.from(bytes.buffer).toString('base64'),
  }
}
