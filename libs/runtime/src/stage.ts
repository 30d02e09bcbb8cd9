// What every pump of one declaration shares: where it writes, how it reports, and the points at which a test may stop it.

import type { Bus } from '@thala/bus'
import type { Deps, Settings } from '@thala/service'
import type { Store } from '@thala/store'
import type { Eraser } from './erase.ts'
import type { HealthBoard } from './health.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Env } from './topology.ts'
import type { Turns } from './turns.ts'

/** Between any two of these a process may die; nothing may be lost or doubled. */
export type Point = 'handled' | 'stored' | 'published' | 'marked' | 'committed'

export interface Stage {
  /** Of the declaration; also its consumer group (within a generation). */
  readonly name: string
  readonly group: string
  readonly generation: string
  readonly bus: Bus
  readonly store: Store
  readonly env: Env
  readonly config: Settings
  readonly deps: Deps
  readonly log: Log
  readonly metrics: Metrics
  readonly health: HealthBoard
  readonly eraser: Eraser
  /** One for the process: messages suspected of a death are handled one at a time. */
  readonly suspects: Turns
  readonly now: () => number
  readonly retryDelaysMs: readonly number[]
  /** A test's way to stop a stage at a named point; never resolves when the "process" has died there. */
  readonly at: (point: Point, stage: string) => Promise<void>
}
