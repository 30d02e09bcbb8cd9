// One issue of Jira → messages: the issue itself, each comment, each change of its status. Pure, so that a live connection
// and an export yield the same ids.
//
// What is said outright: an issue is a report, or planned work, by its type; a priority is a severity; a change to a done
// status resolves what its issue is part of, one back from done opens it again. Changes count as discussion, so that the
// end of a story closes nothing that merely resembles it: only its own thread.

import {
  type Attachment,
  clampTime,
  cut,
  issuesLine,
  jiraChangeId,
  jiraCommentId,
  jiraIssueId,
  type MappedConversation,
  type ReaderMap,
  type SourceMessage,
  sourceEventId,
} from '@thala/contracts'
import { adfText, isAdf } from './adf.ts'
import { type StatusChange, statusChanges } from './jira-changes.ts'
import { type Statuses, severityOf, typeOfIssue } from './jira-meaning.ts'
import { authorOf, conversationOf } from './jira-place.ts'
import {
  type JiraChange,
  type JiraComment,
  type JiraFile,
  type JiraIssue,
  jiraChange,
  jiraComment,
} from './jira-record.ts'
import type { Site } from './jira-site.ts'
import { wikiText } from './wiki.ts'

/** A message with its event id, without the version of the envelope. */
export type JiraEvent = Omit<SourceMessage, 'v'>

export interface JiraContext extends Site {
  /** Epoch ms; a source time far ahead of it is clamped to it. */
  readonly receivedAt: number
  /** Revision of what does not say when it was changed, epoch ms. */
  readonly latestMs: number
  readonly readers: ReaderMap
  readonly statuses: Statuses
}

export interface JiraMessage {
  readonly event: JiraEvent
  readonly conversation: MappedConversation
  /** Ids and names of the files, as many as the event has attachments. */
  readonly files: readonly JiraFile[]
}

export interface JiraReading {
  readonly messages: readonly JiraMessage[]
  /** Comments and changes that cannot be read. */
  readonly faults: readonly { readonly where: string; readonly value: unknown; readonly reason: string }[]
}

/** A comment carries at most this much of its issue, in UTF-16 units: the models read less. */
const MAX_PARENT_TEXT = 8_000
const MAX_FILES = 100

export function readJiraIssue(issue: JiraIssue, context: JiraContext): JiraReading {
  const text = issueText(issue)
  const faults: JiraReading['faults'][number][] = []
  const messages: JiraMessage[] = [issueMessage(issue, text, context)]
  for (const [index, value] of issue.fields.comment.entries()) {
    const comment = jiraComment.safeParse(value)
    if (comment.success) messages.push(commentMessage(issue, comment.data, text, context))
    else faults.push({ where: `${issue.key} comment[${index}]`, value, reason: issuesLine(comment.error) })
  }
  const changes: JiraChange[] = []
  for (const [index, value] of (issue.changelog ?? []).entries()) {
    const change = jiraChange.safeParse(value)
    if (change.success) changes.push(change.data)
    else faults.push({ where: `${issue.key} changelog[${index}]`, value, reason: issuesLine(change.error) })
  }
  for (const change of statusChanges(issue, changes, context.statuses))
    messages.push(changeMessage(issue, context, change))
  return { messages, faults }
}

/** The key first, so that the message is found by it. */
const titleOf = ({ key, fields }: JiraIssue): string => `${key} ${fields.summary}`.trim()
const issueText = (issue: JiraIssue): string =>
  cut([titleOf(issue), wordsOf(issue.fields.description)].join('\n\n').trim())

export const wordsOf = (body: unknown): string => {
  if (typeof body === 'string') return wikiText(body)
  return isAdf(body) ? adfText(body) : ''
}

function issueMessage(issue: JiraIssue, text: string, context: JiraContext): JiraMessage {
  const { fields } = issue
  const severity = severityOf(fields.priority?.name)
  const type = typeOfIssue(fields.issuetype?.name, severity)
  const said = {
    ...(type && { type }),
    ...(severity && { severity }),
  }
  const files = fields.attachment.slice(0, MAX_FILES)
  return messageOf(issue, context, {
    messageId: jiraIssueId(context.site, issue.id),
    at: fields.created,
    told: fields.updated ?? Math.max(context.latestMs, fields.created),
    author: authorOf(fields.reporter ?? fields.creator, context.site),
    text,
    parent: null,
    attachments: files.map(attachmentOf),
    permalink: pageOf(issue, context),
    said: Object.keys(said).length > 0 ? said : null,
    files,
  })
}

function commentMessage(issue: JiraIssue, comment: JiraComment, issueText: string, context: JiraContext): JiraMessage {
  const { visibility } = comment
  const messageId = jiraIssueId(context.site, issue.id)
  return messageOf(issue, context, {
    messageId: jiraCommentId(context.site, issue.id, comment.id),
    at: comment.created,
    told: comment.updated ?? comment.created,
    author: authorOf(comment.author, context.site),
    text: cut(wordsOf(comment.body)),
    parent: { messageId, text: issueText.slice(0, MAX_PARENT_TEXT) },
    permalink: `${pageOf(issue, context)}?focusedCommentId=${comment.id}`,
    said: null,
    only: visibility && [visibility.type, visibility.identifier ?? visibility.value].join(' '),
  })
}

function changeMessage(issue: JiraIssue, context: JiraContext, change: StatusChange): JiraMessage {
  const title = titleOf(issue)
  return messageOf(issue, context, {
    messageId: jiraChangeId(context.site, issue.id, change.id),
    at: change.at,
    // Its text repeats the summary, which may be edited later.
    told: Math.max(change.at, issue.fields.updated ?? 0),
    author: authorOf(change.author, context.site),
    text: cut(`${title}: ${change.text}`),
    parent: { messageId: jiraIssueId(context.site, issue.id), text: title.slice(0, MAX_PARENT_TEXT) },
    permalink: pageOf(issue, context),
    said: { type: 'discussion', ...(change.status && { status: change.status }) },
  })
}

interface Content extends Pick<JiraEvent, 'messageId' | 'at' | 'author' | 'text' | 'parent' | 'permalink' | 'said'> {
  /** Time of this version as Jira told it, epoch ms. */
  readonly told: number
  readonly attachments?: Attachment[]
  readonly files?: readonly JiraFile[]
  /** Role or group that alone may read it. */
  readonly only?: string | undefined
}

function messageOf(issue: JiraIssue, context: JiraContext, content: Content): JiraMessage {
  const { messageId, told, files = [], only, attachments = [], ...rest } = content
  const conversation = conversationOf(issue, only, context)
  const at = clampTime(rest.at, context.receivedAt)
  const revision = clampTime(told, context.receivedAt)
  const clampedFrom = revision.clampedFrom ?? at.clampedFrom
  const body = {
    ...rest,
    conversationId: conversation.entry.subjectId,
    threadId: jiraIssueId(context.site, issue.id),
    attachments,
  }
  const event: JiraEvent = {
    // Without its audience: what was said is the same, whoever reads it now.
    id: sourceEventId(messageId, told, false, body),
    messageId,
    source: 'jira',
    revision: revision.time,
    deleted: false,
    ...(clampedFrom === undefined ? {} : { clampedFrom }),
    ...body,
    audience: conversation.audience,
    at: at.time,
  }
  return { event, conversation, files }
}

const attachmentOf = ({ id, filename, mimeType, size, content }: JiraFile): Attachment => ({
  name: (filename ?? id ?? 'file').slice(0, 1024),
  mimeType: (mimeType ?? 'application/octet-stream').slice(0, 256),
  bytes: size === undefined ? null : Math.round(size),
  url: content !== undefined && content.length <= 4096 ? content : null,
  text: null,
  reason: 'not in the export',
})

const pageOf = ({ key }: JiraIssue, { base }: JiraContext): string => `${base}/browse/${key}`
