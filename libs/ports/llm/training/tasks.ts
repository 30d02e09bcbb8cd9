// What each head learns, from which samples, and how it is fitted.

import { categories, messageTypes, severities } from '@thala/contracts'
import type { HeadName } from '../src/weights.ts'
import type { Sample } from './sample.ts'

export interface Task {
  readonly name: HeadName
  readonly classes: readonly string[]
  /** Classes that would be right for a sample, by index; null: it teaches this head nothing. */
  readonly accepted: (sample: Sample) => readonly number[] | null
  /** Reads a text by itself: what a message is about does not depend on what it answers. */
  readonly alone: boolean
  readonly epochs: number
  /** How much it counts, if not as much as it says. */
  readonly weightOf?: (sample: Sample) => number
}

const one = <T>(classes: readonly T[], value: T | null): number[] | null =>
  value === null ? null : [classes.indexOf(value)]

export const fixClasses = ['tentative', 'complete'] as const

export const tasks: readonly Task[] = [
  {
    name: 'type',
    classes: messageTypes,
    accepted: ({ types }) => types?.map((type) => messageTypes.indexOf(type)) ?? null,
    alone: false,
    epochs: 4,
  },
  {
    name: 'complete',
    classes: fixClasses,
    accepted: ({ complete }) => one(fixClasses, complete === null ? null : complete ? 'complete' : 'tentative'),
    alone: false,
    epochs: 10,
    // Status pages have few ways to say it, repeated thousands of times.
    weightOf: ({ voice, weight }) => (voice === 'operator' ? weight / 15 : weight),
  },
  {
    name: 'category',
    classes: categories,
    accepted: (sample) => one(categories, sample.category),
    alone: true,
    epochs: 15,
  },
  {
    name: 'severity',
    classes: severities,
    accepted: (sample) => one(severities, sample.severity),
    alone: true,
    epochs: 6,
    // Counts a third of what its wording does: scales of impact differ between companies.
    weightOf: ({ voice, weight }) => (voice === 'operator' ? weight / 3 : weight),
  },
]
