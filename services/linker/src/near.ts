// Remembers which earlier messages are near a message. It holds no decision: only values of a pure function of two inputs,
// so that deciding again does not compare again. Dropping it changes nothing but speed.

import type { LinkInput } from '@thala/contracts'
import { isBefore } from './order.ts'
import { affinity, type Features, featuresOf, partsOf, type Relation, reasonsOf } from './score.ts'
import type { Weights } from './weights.ts'

export interface Neighbour {
  readonly input: LinkInput
  /** Log-odds before time fades it. */
  readonly affinity: number
  /** The parts of the score in words. */
  reasons(): readonly string[]
}

type Kind = 'report' | 'resolution'

export interface Neighbours {
  /** A message with which others may be compared from now on. The same object is taken once. */
  add(kind: Kind, input: LinkInput): void
  /**
   * Messages of a kind that could score at all, among those before it, nearest first, equals by id. Versions that were
   * replaced, and messages that were deleted since, are among them: compare by identity.
   */
  of(input: LinkInput, kind: Kind, relation: Relation): readonly Neighbour[]
  clear(): void
}

interface Known {
  readonly features: Features
  /** How far each list was compared, and what was near. */
  readonly compared: Record<Kind, { upTo: number; readonly near: Neighbour[] }>
}

export function neighbours(weights: Weights): Neighbours {
  const lists: Record<Kind, Set<LinkInput>> = { report: new Set(), resolution: new Set() }
  const ordered: Record<Kind, Features[]> = { report: [], resolution: [] }
  const known = new Map<LinkInput, Known>()

  const knownOf = (input: LinkInput): Known => {
    const before = known.get(input)
    if (before) return before
    const compared = { report: { upTo: 0, near: [] }, resolution: { upTo: 0, near: [] } }
    const fresh = { features: featuresOf(input, weights), compared }
    known.set(input, fresh)
    return fresh
  }

  return {
    add: (kind, input) => {
      if (lists[kind].has(input)) return
      lists[kind].add(input)
      ordered[kind].push(knownOf(input).features)
    },
    of: (input, kind, relation) => {
      const { features, compared } = knownOf(input)
      const mine = compared[kind]
      const list = ordered[kind]
      const before = mine.near.length
      for (; mine.upTo < list.length; mine.upTo++) {
        const other = list[mine.upTo]
        if (!other || !isBefore(other.input, input)) continue
        const linear = affinity(relation, features, other, weights)
        if (linear !== null)
          mine.near.push(neighbour(other.input, linear, () => reasonsOf(partsOf(relation, features, other))))
      }
      if (mine.near.length > before) mine.near.sort(nearestFirst)
      return mine.near
    },
    clear: () => {
      for (const kind of ['report', 'resolution'] as const) {
        lists[kind].clear()
        ordered[kind].length = 0
      }
      known.clear()
    },
  }
}

const nearestFirst = (a: Neighbour, b: Neighbour): number =>
  b.affinity - a.affinity || compareIds(a.input.messageId, b.input.messageId)

const compareIds = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function neighbour(input: LinkInput, linear: number, explain: () => readonly string[]): Neighbour {
  let reasons: readonly string[] | undefined
  return {
    input,
    affinity: linear,
    reasons: () => {
      reasons ??= explain()
      return reasons
    },
  }
}
