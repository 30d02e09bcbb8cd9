// Runs declarations. Nothing outside of this library stores, publishes, retries, dead-letters or commits.

export {
  type DeadLetter,
  deadLetterDocument,
  deadLetterId,
  evolveDeadLetter,
  replayDeadLetter,
} from './dead-letters.ts'
export { type Backlog, backlog, drain } from './drain.ts'
export { readEnvironment } from './environment.ts'
export { type Owner, ownerId } from './fold-pump.ts'
export { generationEnv } from './generation.ts'
export { exists, type Folder, openForReading, openForWriting, ownFolder } from './installation/folder.ts'
export {
  type Installation,
  isEmbedded,
  isShared,
  openInstallation,
  type Part,
  partsOf,
} from './installation/open.ts'
export { elasticsearchSettings, kafkaSettings } from './installation/servers.ts'
export { type InstallationSettings, installationVariables } from './installation/variables.ts'
export { stopAsked, stopInTime } from './lifetime.ts'
export { createLog, type Log, redactor, silentLog } from './log.ts'
export { askForPause, pauseAskedFor } from './pause.ts'
export { type Running, type RunOptions, run } from './run.ts'
export { runService, runServices } from './run-service.ts'
export { append } from './seal.ts'
export { readSettings } from './settings.ts'
export type { Point } from './stage.ts'
export {
  checkTopology,
  deadLettersGroup,
  type Env,
  type Group,
  groupOf,
  groupsOf,
  MAIN_GENERATION,
  prefixed,
  topicName,
  topicSpecs,
} from './topology.ts'
