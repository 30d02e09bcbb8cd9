// What every log asks of the declaration of a topic.

import { ThalaError } from '@thala/contracts'
import type { TopicSpec } from './port.ts'

const MAX_PARTITIONS = 1_000

export function checkSpec({ name, partitions }: TopicSpec): void {
  if (name === '' || !Number.isInteger(partitions) || partitions < 1 || partitions > MAX_PARTITIONS)
    throw new ThalaError(
      'topology',
      `topic '${name}' with ${partitions} partitions: it needs a name, and 1 to ${MAX_PARTITIONS}`,
    )
}

/** `instead`: what to begin anew with. */
export const otherPartitions = ({ name, partitions }: TopicSpec, there: number, instead: string): ThalaError =>
  new ThalaError(
    'topology',
    `topic ${name} was begun with ${there} partitions, not ${partitions}: the number cannot change; use the old one, or ${instead}`,
  )
