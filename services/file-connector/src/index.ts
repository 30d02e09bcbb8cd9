// What files hold, as sources of the log.

export { type FileKind, recognise } from './recognise.ts'
export {
  type FileInput,
  fileSource,
  fileSources,
  type Progress,
  type SlackExportInput,
  slackExportSource,
} from './service.ts'
