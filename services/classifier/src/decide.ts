// What the classifier makes of a message once the models have answered: pure, so that the answers alone decide.

import {
  type Classification,
  type ClassifiedMessage,
  DEFAULT_SCOPE,
  jiraKeyAt,
  type LinkInput,
  likeliestType,
  type MessageType,
  neutralFeatures,
  parseSlackMessageId,
  type SourceMessage,
} from '@thala/contracts'
import { type Embedder, fromBase64 } from '@thala/embedder'
import type { Reader, ReadRequest } from '@thala/llm'
import type { Unsealed } from '@thala/service'
import { codesAmong, hashesOf, plain, references, terms } from '@thala/text'

export type Types = Classification['types']

/** What was asked of the models, or remembered. */
export interface Answers {
  /** Base64 of 384 signed bytes; null for a text without words. */
  readonly vector: string | null
  /** Null when a person or a system of record said what the message is. */
  readonly classification: Classification | null
}

/** No model is asked about a deleted message, nor where a person or a system of record left nothing to ask. */
export const isRead = ({ deleted, said }: SourceMessage): boolean =>
  !deleted && (said?.type === undefined || (said.type === 'incident_report' && !(said.category && said.severity)))

/** A message with what is made of its text: once, for no step costs more but the models. */
export interface Prepared {
  readonly message: SourceMessage
  /** What the models read: no markup. */
  readonly text: string
  readonly parentText: string | null
  readonly terms: string[]
}

export function prepared(message: SourceMessage): Prepared {
  const full = fullText(message)
  const parentText = message.parent && message.parent.text !== '' ? plain(message.parent.text) : null
  return { message, text: plain(full), parentText, terms: terms(full) }
}

/** With its markup: the analyzer reads links and mentions itself. */
const fullText = ({ text: said, attachments }: SourceMessage): string =>
  [said, ...attachments.flatMap(({ name, text }) => (text === null ? [] : [`[Attachment: ${name}] ${text}`]))].join(
    '\n',
  )

export const vectorKey = (embedder: Pick<Embedder, 'model'>, messageId: string, text: string) => ({
  messageId,
  recipe: `vector ${embedder.model}`,
  input: { text },
})

/** The vectors are part of what the reader sees, so their model is part of the recipe. */
export const readingKey = (
  models: { readonly reader: Pick<Reader, 'model'>; readonly embedder: Pick<Embedder, 'model'> },
  { message, text, parentText }: Prepared,
) => ({
  messageId: message.messageId,
  recipe: `reading ${models.reader.model} ${models.embedder.model}`,
  input: { text, parent: parentText, image: hasReadableImage(message) },
})

const hasReadableImage = (message: SourceMessage): boolean =>
  message.attachments.some(({ mimeType, text }) => mimeType.startsWith('image/') && text !== null && text !== '')

export const readRequest = (
  { message, text, parentText }: Prepared,
  vector: string | null,
  parent: string | null,
): ReadRequest => ({
  text,
  parentText,
  vector: vector === null ? null : fromBase64(vector),
  parentVector: parent === null ? null : fromBase64(parent),
  hasReadableImage: hasReadableImage(message),
})

const erased = {
  author: null,
  text: '',
  quoted: undefined,
  parent: null,
  attachments: [],
  permalink: null,
  said: null,
  ticket: undefined,
}

/** A deleted message keeps nothing of what was said, nor of who said it. Probabilities are published as the reader gave them. */
export function classified(
  { message, terms }: Prepared,
  answers: Answers,
  minConfidence: number,
): Unsealed<ClassifiedMessage> {
  if (message.deleted) return { ...message, ...erased, classification: null, terms: [], vector: null }
  return {
    ...message,
    classification: answers.classification && explained(answers.classification, minConfidence),
    terms,
    vector: answers.vector,
  }
}

const MAX_REASONING = 2_000

function explained(classification: Classification, minConfidence: number): Classification {
  const { types } = classification
  if (!isUnsure(types, minConfidence)) return classification
  const type = likeliestType(types)
  const doubt = ` Too unsure (${type} ${types[type].toFixed(2)}, under ${minConfidence}): linked as discussion only.`
  return { ...classification, reasoning: classification.reasoning.slice(0, MAX_REASONING - doubt.length) + doubt }
}

/** Only a report or a resolution can open or close something by mistake. */
function isUnsure(types: Types, minConfidence: number): boolean {
  const type = likeliestType(types)
  return (type === 'incident_report' || type === 'resolution') && types[type] < minConfidence
}

/** For the linker an unsure report or resolution is discussion: its probability is counted there. */
export function linkTypes(types: Types, minConfidence: number): Types {
  if (!isUnsure(types, minConfidence)) return types
  const type = likeliestType(types)
  return { ...types, [type]: 0, discussion: Math.min(1, types.discussion + types[type]) }
}

const onlyType = (said: MessageType): Types => ({
  incident_report: 0,
  resolution: 0,
  discussion: 0,
  unrelated: 0,
  [said]: 1,
})

export function linkInputOf(from: Prepared, answers: Answers, minConfidence: number): Unsealed<LinkInput> {
  const { messageId, conversationId, threadId, source, at, revision, deleted, audience } = from.message
  const place = { scope: DEFAULT_SCOPE, messageId, conversationId, threadId, source, at, revision, deleted, audience }
  return deleted ? { ...place, ...neutralFeatures } : { ...place, ...featuresOf(from, answers, minConfidence) }
}

type Features = Pick<LinkInput, keyof typeof neutralFeatures>

function featuresOf(
  { message, terms }: Prepared,
  { vector, classification }: Answers,
  minConfidence: number,
): Features {
  const said = message.said ?? {}
  const read = classification && linkTypes(classification.types, minConfidence)
  const types = said.type ? onlyType(said.type) : (read ?? neutralFeatures.types)
  const type = likeliestType(types)
  const matters = type === 'incident_report' || type === 'resolution'
  const saidComplete = said.status === undefined ? undefined : said.status === 'Resolved' ? 1 : 0
  return {
    author: message.author?.id ?? null,
    types,
    complete: saidComplete ?? classification?.complete ?? (said.type === 'resolution' ? 1 : 0),
    category: said.category ?? (matters ? (classification?.category ?? null) : null),
    severity: said.severity ?? (matters ? (classification?.severity ?? null) : null),
    saidType: said.type ?? null,
    saidStatus: said.status ?? null,
    references: referencesOf(message),
    issue: issueOf(message),
    vector,
    terms: hashesOf(terms),
    codes: hashesOf(codesAmong(terms)),
  }
}

const issueOf = ({ source, permalink }: SourceMessage): string | null =>
  source === 'jira' && permalink !== null ? jiraKeyAt(permalink) : null

/** In the author's own words only: a reference decides a link, and what was read from a picture may be misread. */
function referencesOf(message: SourceMessage): LinkInput['references'] {
  const team = parseSlackMessageId(message.messageId)?.team ?? null
  const found = references(message.text, { team, projects: 'any' })
  return { ...found, messages: found.messages.filter((id) => id !== message.messageId) }
}
