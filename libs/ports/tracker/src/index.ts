// The tracker port: issues of Jira, their comments and changes, as messages of Thala.

export { issuesIn, type JiraExport, type JiraExportOptions, type JiraPage, readJiraExport } from './jira-export.ts'
export { type JiraContext, type JiraEvent, type JiraMessage, readJiraIssue } from './jira-message.ts'
export { type JiraFile, type JiraIssue, jiraIssue } from './jira-record.ts'
export { siteOf } from './jira-site.ts'
