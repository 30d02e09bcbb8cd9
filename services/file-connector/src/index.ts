// Reads files that a source left behind; for now a Slack export.

export { type Progress, type SlackExportInput, slackExportSource } from './service.ts'
