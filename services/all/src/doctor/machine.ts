// The process itself: Node.js, and the library in it that holds an embedded log.

import { arch, platform, totalmem } from 'node:os'
import { type Finding, ok, warning } from './finding.ts'

/** The oldest in whose `node:sqlite` and type stripping all of this runs. */
const OLDEST_NODE = [24, 15] as const
/** The sentence model and the reading of pictures take about half of it. */
const LEAST_MEMORY_BYTES = 2 * 1024 ** 3

export interface Machine {
  /** `24.15.0` */
  readonly node: string
  readonly memoryBytes: number
}

export const thisMachine = (): Machine => ({ node: process.versions.node, memoryBytes: totalmem() })

export async function* lookAtMachine({ node, memoryBytes }: Machine): AsyncGenerator<Finding> {
  const subject = { what: 'Node.js', on: `${node}, ${platform()} ${arch()}` }
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  const isOld = major < oldest || (major === oldest && minor < oldestMinor)
  const gigabytes = Math.round((memoryBytes / 1024 ** 3) * 10) / 10
  if (isOld) yield warning(subject, `install Node.js ${OLDEST_NODE.join('.')} or newer`)
  else if (memoryBytes < LEAST_MEMORY_BYTES)
    yield warning(subject, `${gigabytes} GB of memory: with less than 2 GB it may be ended without a word`)
  else yield ok(subject, `${gigabytes} GB of memory`)
}
