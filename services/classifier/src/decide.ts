// What the classifier makes of a message once the models have answered: pure, so that the answers alone decide.

import {
  type Classification,
  type ClassifiedMessage,
  DEFAULT_SCOPE,
  type LinkInput,
  type MessageType,
  messageTypes,
  parseSlackMessageId,
  type SourceMessage,
} from '@thala/contracts'
import { type Embedder, fromBase64 } from '@thala/embedder'
import type { Reader, ReadRequest } from '@thala/llm'
import type { Unsealed } from '@thala/service'
import { plain, references, termHashes, terms } from '@thala/text'

export type Types = Classification['types']

/** What was asked of the models, or remembered. */
export interface Answers {
  /** Base64 of 384 signed bytes; null for a text without words. */
  readonly vector: string | null
  /** Null when a person or a system of record said what the message is. */
  readonly classification: Classification | null
}

/** A message is deleted or was said outright: no model is asked what it is. */
export const isRead = (message: SourceMessage): boolean => !message.deleted && message.said?.type === undefined

/** With its markup: the analyzer reads links and mentions itself. */
export const fullText = (message: SourceMessage): string =>
  [
    message.text,
    ...message.attachments.flatMap(({ name, text }) => (text === null ? [] : [`[Attachment: ${name}] ${text}`])),
  ].join('\n')

/** What the models read: no markup. */
export const modelText = (message: SourceMessage): string => plain(fullText(message))

export const parentText = (message: SourceMessage): string | null =>
  message.parent && message.parent.text !== '' ? plain(message.parent.text) : null

export const vectorKey = (embedder: Pick<Embedder, 'model'>, messageId: string, text: string) => ({
  messageId,
  recipe: `vector ${embedder.model}`,
  input: { text },
})

/** The vectors are part of what the reader sees, so their model is part of the recipe. */
export const readingKey = (
  models: { readonly reader: Pick<Reader, 'model'>; readonly embedder: Pick<Embedder, 'model'> },
  message: SourceMessage,
) => ({
  messageId: message.messageId,
  recipe: `reading ${models.reader.model} ${models.embedder.model}`,
  input: { text: modelText(message), parent: parentText(message), image: hasReadableImage(message) },
})

const hasReadableImage = (message: SourceMessage): boolean =>
  message.attachments.some(({ mimeType, text }) => mimeType.startsWith('image/') && text !== null && text !== '')

export const readRequest = (message: SourceMessage, vector: string | null, parent: string | null): ReadRequest => ({
  text: modelText(message),
  parentText: parentText(message),
  vector: vector === null ? null : fromBase64(vector),
  parentVector: parent === null ? null : fromBase64(parent),
  hasReadableImage: hasReadableImage(message),
})

const erased = { author: null, text: '', parent: null, attachments: [], permalink: null, said: null }

/** A deleted message keeps nothing of what was said, nor of who said it. Probabilities are published as the reader gave them. */
export function classified(
  message: SourceMessage,
  answers: Answers,
  minConfidence: number,
): Unsealed<ClassifiedMessage> {
  if (message.deleted) return { ...message, ...erased, classification: null, terms: [], vector: null }
  return {
    ...message,
    classification: answers.classification && explained(answers.classification, minConfidence),
    terms: terms(fullText(message)),
    vector: answers.vector,
  }
}

const MAX_REASONING = 2_000

function explained(classification: Classification, minConfidence: number): Classification {
  const { type, probability } = topOf(classification.types)
  if (!isUnsure(classification.types, minConfidence)) return classification
  const doubt = ` Too unsure (${type} ${probability.toFixed(2)}, under ${minConfidence}): linked as discussion only.`
  return { ...classification, reasoning: classification.reasoning.slice(0, MAX_REASONING - doubt.length) + doubt }
}

export function topOf(types: Types): { type: MessageType; probability: number } {
  let top: { type: MessageType; probability: number } = { type: 'unrelated', probability: -1 }
  for (const type of messageTypes) if (types[type] > top.probability) top = { type, probability: types[type] }
  return top
}

/** Only a report or a resolution can open or close something by mistake. */
function isUnsure(types: Types, minConfidence: number): boolean {
  const { type, probability } = topOf(types)
  return (type === 'incident_report' || type === 'resolution') && probability < minConfidence
}

/** For the linker an unsure report or resolution is discussion: its probability is counted there. */
export function linkTypes(types: Types, minConfidence: number): Types {
  if (!isUnsure(types, minConfidence)) return types
  const { type, probability } = topOf(types)
  return { ...types, [type]: 0, discussion: Math.min(1, types.discussion + probability) }
}

const onlyType = (said: MessageType): Types => ({
  incident_report: 0,
  resolution: 0,
  discussion: 0,
  unrelated: 0,
  [said]: 1,
})

export function linkInputOf(message: SourceMessage, answers: Answers, minConfidence: number): Unsealed<LinkInput> {
  const { messageId, conversationId, threadId, source, at, revision, deleted, audience } = message
  const place = { scope: DEFAULT_SCOPE, messageId, conversationId, threadId, source, at, revision, deleted, audience }
  return deleted ? { ...place, ...neutral } : { ...place, ...featuresOf(message, answers, minConfidence) }
}

type Features = Pick<
  LinkInput,
  | 'author'
  | 'types'
  | 'complete'
  | 'category'
  | 'severity'
  | 'saidType'
  | 'saidStatus'
  | 'references'
  | 'vector'
  | 'terms'
>

const neutral: Features = {
  author: null,
  types: onlyType('unrelated'),
  complete: 0,
  category: null,
  severity: null,
  saidType: null,
  saidStatus: null,
  references: { incidents: [], messages: [], issues: [] },
  vector: null,
  terms: [],
}

function featuresOf(message: SourceMessage, { vector, classification }: Answers, minConfidence: number): Features {
  const said = message.said ?? {}
  const read = classification && linkTypes(classification.types, minConfidence)
  const types = said.type ? onlyType(said.type) : (read ?? neutral.types)
  const { type } = topOf(types)
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
    vector,
    terms: termHashes(fullText(message)),
  }
}

/** In the author's own words only: a reference decides a link, and what was read from a picture may be misread. */
function referencesOf(message: SourceMessage): LinkInput['references'] {
  const team = parseSlackMessageId(message.messageId)?.team ?? null
  const found = references(message.text, { team })
  return { ...found, messages: found.messages.filter((id) => id !== message.messageId) }
}
