// The chat port: what Slack says, as messages of Thala. An export is read here; a live connection reads the same records.

export { type BytesReading, type ExportFiles, parseJson } from './export-files.ts'
export { openFolderFiles } from './folder-files.ts'
export { type ExportItem, openSlackExport, type SlackExport } from './slack-export.ts'
export * from './unreadable.ts'
