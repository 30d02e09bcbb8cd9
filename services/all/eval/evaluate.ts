// Runs the tasks over a folder of labelled data with one set of models, and cleans up.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorLine } from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import type { Bench, Task } from './bench.ts'
import type { Outcome } from './figures.ts'
import type { Judges } from './held-out.ts'
import { openReading, type Reading } from './reading.ts'
import { taskFolder } from './rows.ts'

export interface Evaluation {
  readonly data: string
  readonly tasks: readonly Task[]
  readonly embedder: Embedder
  readonly judges: Judges
  progress(line: string): void
}

/** By task, in the order given. A task that fails says why; the others go on. */
export async function evaluate({ data, tasks, embedder, judges, progress }: Evaluation): Promise<Map<string, Outcome>> {
  const root = await mkdtemp(join(tmpdir(), 'thala-eval-'))
  const readings = new Map<unknown, Promise<Reading>>()
  const bench: Bench = {
    embedder,
    readingFor: (group) => {
      const reader = judges.readerFor(group)
      const reading = readings.get(reader) ?? openReading({ reader, embedder })
      readings.set(reader, reading)
      return reading
    },
    rulesFor: judges.rulesFor,
    scratch: () => mkdtemp(join(root, 'scratch-')),
    progress,
  }
  const outcomes = new Map<string, Outcome>()
  try {
    for (const task of tasks) {
      const folder = taskFolder(data, task.folder)
      progress(`${task.name} …`)
      const begun = performance.now()
      outcomes.set(task.name, folder === null ? missing(task) : await task.run(folder, bench).catch(failed))
      progress(`${task.name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`)
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
  return outcomes
}

const failed = (error: unknown): Outcome => ({ failed: errorLine(error) })
const missing = ({ folder }: Task): Outcome => ({ skipped: `the data has no folder ${folder}` })
