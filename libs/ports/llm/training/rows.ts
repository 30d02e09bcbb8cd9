// From samples to rows of features. A name enters the vocabulary only if it stands in at least two groups: a word of one
// company alone (its name, its products) is not learnt.

import { DENSE } from '../src/dense.ts'
import { type Features, features, hashName } from '../src/features.ts'
import { known, type Vocabulary } from '../src/heads.ts'
import type { Row } from './logistic.ts'
import type { Sample } from './sample.ts'
import type { Vectors } from './vectors.ts'

export const featuresOf = (sample: Sample, vectors: Vectors, alone: boolean): Features =>
  features({
    text: sample.text,
    parentText: alone ? null : sample.parent,
    vector: vectors(sample.text),
    parentVector: alone || sample.parent === null ? null : vectors(sample.parent),
    hasReadableImage: false,
  })

export interface Named {
  readonly sample: Sample
  readonly features: Features
}

/** Hash of a name → its feature index; names of the most groups first, at most `limit`. */
export function vocabularyOf(rows: readonly Named[], limit: number, leastRows = 3): Vocabulary {
  const counts = new Map<number, { rows: number; groups: Set<string> }>()
  for (const { sample, features: found } of rows) {
    for (const hash of new Set(found.names.map(hashName))) {
      const entry = counts.get(hash) ?? { rows: 0, groups: new Set() }
      entry.rows++
      entry.groups.add(sample.group)
      counts.set(hash, entry)
    }
  }
  const kept = [...counts].filter(([, entry]) => entry.rows >= leastRows && entry.groups.size >= 2)
  kept.sort(([h, a], [g, b]) => b.groups.size - a.groups.size || b.rows - a.rows || h - g)
  return new Map(kept.slice(0, limit).map(([hash], i) => [hash, DENSE + i]))
}

export function toRow(
  { dense, names }: Features,
  vocabulary: Vocabulary,
  accepted: readonly number[],
  weight: number,
): Row {
  const { found, value } = known(names, vocabulary)
  const used = [...dense.keys()].filter((i) => dense[i] !== 0)
  return {
    indexes: Int32Array.from([...used, ...found.values()]),
    values: Float32Array.from([...used.map((i) => dense[i] ?? 0), ...[...found].map(() => value)]),
    accepted,
    weight,
  }
}
