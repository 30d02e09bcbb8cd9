// The chat port: what Slack says, as messages of Thala. An export is read here; a live connection reads the same records.

export type { Channel, DirectoryEvent, SlackUser } from './slack-directory.ts'
export { type ExportItem, openSlackExport, type SlackExport, type SlackExportOptions } from './slack-export.ts'
export {
  MAX_PARENT_TEXT,
  readSlackRecord,
  type SlackContext,
  type SlackConversation,
  type SlackEvent,
  type SlackReading,
} from './slack-message.ts'
