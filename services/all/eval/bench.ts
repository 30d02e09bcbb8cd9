// What every task is given: the models, and whose weights may judge which rows.

import type { Embedder } from '@thala/embedder'
import type { LinkRules } from '@thala/linker'
import type { Outcome } from './figures.ts'
import type { Reading } from './reading.ts'

export interface Bench {
  readonly embedder: Embedder
  /** Reads rows of a company, a channel or a project; by weights that never saw it, where there are some. */
  readingFor(group: string): Promise<Reading>
  /** The same for links. */
  rulesFor(group: string): LinkRules
  /** An empty folder that is removed afterwards. */
  scratch(): Promise<string>
  /** One line on what is being done. */
  progress(line: string): void
}

/** The figures of one folder of labelled data. */
export interface Task {
  readonly name: string
  /** Folder of the data that it reads. */
  readonly folder: string
  run(folder: string, bench: Bench): Promise<Outcome>
}
