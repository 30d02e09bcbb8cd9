// Ids come from the source, never from a clock or a random number: the same input has the same id on every machine.

import { canonicalJson, hashId, sha256 } from './canonical.ts'

export const slackConversationId = (team: string, channel: string): string => `slack:${team}:${channel}`
export const slackMessageId = (team: string, channel: string, ts: string): string => `slack:${team}:${channel}:${ts}`
export const slackPersonId = (team: string, user: string): string => `slack:${team}:${user}`

export const jiraConversationId = (site: string, project: string): string => `jira:${site}:${project}`
/** By the number that an issue keeps when it moves to another project, not by its key. */
export const jiraIssueId = (site: string, issue: string): string => `jira:${site}:${issue}`
export const jiraCommentId = (site: string, issue: string, comment: string): string =>
  `${jiraIssueId(site, issue)}:comment:${comment}`
export const jiraChangeId = (site: string, issue: string, change: string): string =>
  `${jiraIssueId(site, issue)}:change:${change}`
/** The key of the issue at this address, `https://…/browse/OPS-1`; null for any other address. */
export const jiraKeyAt = (permalink: string): string | null =>
  /^https?:\/\/[^?#]{1,2000}\/browse\/([A-Z][A-Z0-9_]{1,31}-\d{1,10})$/.exec(permalink)?.[1] ?? null
/** By the account id, which a person keeps; servers of one's own know a key or a name. */
export const jiraPersonId = (site: string, account: string): string => `jira:${site}:person:${account}`

export const mailConversationId = (account: string): string => `mail:${account}`
/** `messageId`: of the header, or empty where a mail has none. */
export const mailMessageId = (account: string, messageId: string, body: string): string =>
  `mail:${account}:${hashId('mail', messageId, body)}`
/** By the `Message-ID` of the first mail of the thread, which every later one names. */
export const mailThreadId = (account: string, firstMessageId: string): string =>
  `mail:${account}:thread:${hashId('mail-thread', firstMessageId)}`
/** The same in every mailbox. */
export const mailPersonId = (address: string): string => `mail:person:${address.toLowerCase()}`

export const ticketConversationId = (source: string, queue: string): string => `ticket:${source}:${queue}`
export const ticketMessageId = (source: string, ticket: string): string => `ticket:${source}:id:${ticket}`
/** The column of comments, which tells of none who wrote it when. */
export const ticketCommentsId = (source: string, ticket: string): string =>
  `${ticketMessageId(source, ticket)}:comments`
export const ticketPersonId = (source: string, requester: string): string =>
  `ticket:${source}:person:${requester.toLowerCase()}`

export const API_CONVERSATION = 'api:index'
/** `issue`: the client's own id. */
export const apiMessageId = (issue: string): string => `api:${issue}`

/** Stands for a message's id where something is remembered of bytes, whoever sent them. */
export const attachmentId = (sha256: string): string => `attachment:${sha256}`

/** A Slack message id taken apart, or null when the id is none. */
export function parseSlackMessageId(id: string): { team: string; channel: string; ts: string } | null {
  const match = /^slack:([^:]+):([^:]+):(\d+\.\d{6})$/.exec(id)
  return match?.[1] && match[2] && match[3] ? { team: match[1], channel: match[2], ts: match[3] } : null
}

/**
 * Names under which the earlier HTTP interface knew a message: `slack_<ts with dots as underscores>` and `slack_<seconds>`.
 * They are not unique across channels; a look-up answers 409 with the candidates when several match.
 */
export function legacyIds(messageId: string): string[] {
  const slack = parseSlackMessageId(messageId)
  if (!slack) return []
  return [`slack_${slack.ts.replace('.', '_')}`, `slack_${slack.ts.split('.')[0]}`]
}

/** Id of one version of a message as its source told it. The same version read twice has the same id. */
export const sourceEventId = (messageId: string, revision: number, deleted: boolean, body: unknown): string =>
  hashId('source-event', messageId, revision, deleted, sha256(canonicalJson(body)))

/** Id of an event that a service derives from another: reprocessing yields the same id, another generation does not. */
export const childEventId = (
  service: string,
  generation: string,
  parentId: string,
  output: string,
  key: string,
): string => hashId('child-event', service, generation, parentId, output, key)

export const factId = (generation: string, incidentId: string, entryId: string, decisionVersion: number): string =>
  hashId('fact', generation, incidentId, entryId, decisionVersion)

/** A correction names messages, not incidents: the root of an incident can change, a message's id cannot. */
export const correctionId = (actor: string, targets: readonly string[], action: string, actionTs: number): string =>
  hashId('correction', actor, canonicalJson(targets), action, actionTs)

/** Incident id: 128 bits of its root message's id. */
export const incidentId = (rootMessageId: string): string => hashId('incident', rootMessageId)

// Crockford's base32: no I, L, O, U, so that an id can be read aloud. https://www.crockford.com/base32.html
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ'
const SHORT_LENGTH = 7

/**
 * What people see: `INC-` and base32 characters, the first always a letter so that no Jira key looks like it.
 * `length` grows (up to 26) where 7 characters are ambiguous; a longer form always starts with the shorter one.
 */
export function shortIncidentId(id: string, length: number = SHORT_LENGTH): string {
  let rest = BigInt(`0x${id}`)
  let text = LETTERS.charAt(Number(rest % BigInt(LETTERS.length)))
  rest /= BigInt(LETTERS.length)
  while (text.length < length) {
    text += ALPHABET.charAt(Number(rest & 31n))
    rest >>= 5n
  }
  return `INC-${text}`
}

/** Every `INC-…` in a text, upper case, 7 to 26 characters, with Crockford's I/L→1 and O→0 read as meant. */
export function shortIdsIn(text: string): string[] {
  const found = text.matchAll(/(?<![\w-])INC-([A-Z][0-9A-Z]{6,25})(?![\w-])/gi)
  return [...found].map(([, body = '']) => {
    const upper = body.toUpperCase()
    return `INC-${upper.charAt(0)}${upper.slice(1).replace(/[IL]/g, '1').replace(/O/g, '0')}`
  })
}

/** Whether a text as a whole has the form of an incident's id, the full or the short one: nothing else may be called so. */
export const isIncidentId = (text: string): boolean => /^(?:[0-9a-f]{32}|INC-[A-Z][0-9A-Z]{6,25})$/i.test(text)
