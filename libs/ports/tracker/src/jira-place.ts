// Whose an issue's message is: the conversation it is said in, with those who may read it, and its author.

import {
  type Author,
  jiraConversationId,
  jiraPersonId,
  type MappedConversation,
  mappedConversation,
  type ReaderMap,
} from '@thala/contracts'
import type { JiraIssue, JiraUser } from './jira-record.ts'

interface Place {
  readonly site: string
  readonly receivedAt: number
  readonly readers: ReaderMap
}

/** What only some of a project's readers may read is a conversation of its own, which nobody maps by mapping the project. */
export function conversationOf(issue: JiraIssue, only: string | undefined, context: Place): MappedConversation {
  const project = issue.fields.project?.key ?? issue.key.slice(0, issue.key.lastIndexOf('-'))
  const id = jiraConversationId(context.site, project)
  const { security } = issue.fields
  const level = security && `security ${security.id ?? security.name ?? ''}`
  const narrow = [level, only].filter((one) => one !== undefined).join(', ')
  if (narrow === '')
    return mappedConversation(
      { id, alias: `jira:${project}`, name: project, source: 'jira' },
      context.readers,
      context.receivedAt,
    )
  const narrowId = `${id}:${narrow}`.slice(0, 400)
  const of = { id: narrowId, alias: narrowId, name: `${project} (${narrow})`, source: 'jira' } as const
  return mappedConversation(of, new Map([...context.readers].filter(([key]) => key !== 'jira:*')), context.receivedAt)
}

export function authorOf(user: JiraUser | undefined, site: string): Author | null {
  const account = user?.accountId ?? user?.key ?? user?.name
  if (!user || account === undefined) return null
  const name = (user.displayName || user.name || account).slice(0, 256)
  return { id: jiraPersonId(site, account), name, kind: user.accountType === 'app' ? 'bot' : 'person' }
}
