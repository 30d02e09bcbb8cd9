// Runs declarations. Nothing outside of this library stores, publishes, retries, dead-letters or commits.

export { type DeadLetter, deadLetterId, replayDeadLetter } from './dead-letters.ts'
export { type Backlog, backlog, drain } from './drain.ts'
export { createLog, type Log, redactor, silentLog } from './log.ts'
export { type Running, type RunOptions, run } from './run.ts'
export { append } from './seal.ts'
export { readSettings } from './settings.ts'
export type { Point } from './stage.ts'
export {
  checkTopology,
  type Env,
  type Group,
  groupsOf,
  MAIN_GENERATION,
  prefixed,
  topicName,
  topicSpecs,
} from './topology.ts'
