// One mail → one message. Pure, so that a mailbox and an mbox yield the same ids. What its writer says is the text; what it
// repeats of others, and signatures, is kept beside as `quoted` and not classified.

import {
  type Attachment,
  clampTime,
  cut,
  hashId,
  mailConversationId,
  mailMessageId,
  mailPersonId,
  mailThreadId,
  type SourceMessage,
  sha256,
  sourceEventId,
} from '@thala/contracts'
import { htmlWords } from './html-words.ts'
import type { MailHead, MailRecord } from './mail-record.ts'
import { splitWords } from './own-words.ts'
import { normalSubject, type Threaded, type ThreadMail } from './thread.ts'

/** A message with its event id, without the version of the envelope. */
export type MailEvent = Omit<SourceMessage, 'v'>

export interface MailContext {
  /** Address of the mailbox. */
  readonly account: string
  readonly audience: string
  /** Epoch ms; a source time far ahead of it is clamped to it. */
  readonly receivedAt: number
  /** When the mailbox took it in, epoch ms. */
  readonly time: number
  readonly threaded: Threaded
  /** Of the mail that it answers, where that was seen. */
  readonly parent: { readonly messageId: string; readonly text: string; readonly subject: string } | undefined
}

export interface MailMessage {
  readonly event: MailEvent
  /** Bytes of the attachments that the event names by their hash. */
  readonly files: readonly Uint8Array[]
}

const MAX_FILES = 100
/** Larger files are named, not kept. */
export const MAX_FILE_BYTES = 32 * 2 ** 20
const MAX_PARENT_TEXT = 8_000

/** How a mail is known to its thread: by its Message-ID, else by what its headers say. */
export const threadIdOf = ({ messageId, from, subject }: MailHead, time: number): string =>
  messageId || hashId('mail-without-id', from?.address ?? '', subject, time)

export const threadMailOf = (head: MailHead, time: number): ThreadMail => ({
  id: threadIdOf(head, time),
  at: time,
  inReplyTo: head.inReplyTo,
  references: head.references,
  subject: head.subject,
  sender: head.from?.address ?? null,
  recipients: head.recipients,
})

export function mailMessage(mail: MailRecord, context: MailContext): MailMessage {
  const { account, parent, threaded } = context
  const { own, quoted } = splitWords(mail.text.trim() === '' ? htmlWords(mail.html) : mail.text, mail.subject)
  const messageId = mailMessageId(account, mail.messageId, canonicalBody(mail))
  const files = mail.attachments.slice(0, MAX_FILES).map(fileOf)
  const at = clampTime(context.time, context.receivedAt)
  const content = {
    conversationId: mailConversationId(account),
    threadId: mailThreadId(account, threaded.thread),
    author: authorOf(mail),
    text: cut(withSubject(mail.subject, own, parent?.subject)),
    ...(quoted !== '' && { quoted: cut(quoted) }),
    parent: parent ? { messageId: parent.messageId, text: parent.text.slice(0, MAX_PARENT_TEXT) } : null,
    attachments: files.map(({ attachment }) => attachment),
    permalink: null,
    said: mail.automatic === 'reply' ? { type: 'unrelated' as const } : null,
  }
  const event: MailEvent = {
    // Without its audience: what was said is the same, whoever reads it now.
    id: sourceEventId(messageId, context.time, false, content),
    messageId,
    source: 'email',
    at: at.time,
    revision: at.time,
    deleted: false,
    ...(at.clampedFrom === undefined ? {} : { clampedFrom: at.clampedFrom }),
    ...content,
    audience: context.audience,
  }
  return { event, files: files.flatMap(({ bytes }) => (bytes ? [bytes] : [])) }
}

/** An answer under the same subject does not say it again: a fix would read like the report that it answers. */
const withSubject = (subject: string, own: string, answered: string | undefined): string =>
  answered !== undefined && normalSubject(answered) === normalSubject(subject)
    ? own
    : [subject, own].filter((part) => part !== '').join('\n\n')

/** What a mail says, however it was wrapped and carried; with its headers where it has no id of its own. */
function canonicalBody({ messageId, text, html, from, subject, time }: MailRecord): string {
  const body = (text || html).replace(/\s+/g, ' ').trim()
  return messageId === '' ? [from?.address ?? '', subject, time ?? '', body].join('\n') : body
}

function authorOf({ from, automatic }: MailHead): MailEvent['author'] {
  if (from === null) return null
  // The part before the `@` is what people are called where a mail says nothing: the address itself stays in the id.
  const name = (from.name.trim() || from.address.slice(0, from.address.indexOf('@'))).slice(0, 256)
  return { id: mailPersonId(from.address), name, kind: automatic === null ? 'person' : 'bot' }
}

function fileOf({ filename, mimeType, content }: MailRecord['attachments'][number]) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
  const attachment: Attachment = {
    name: (filename ?? nameFor(mimeType)).slice(0, 1024),
    mimeType: (mimeType || 'application/octet-stream').slice(0, 256),
    bytes: bytes.length,
    url: null,
    text: null,
  }
  if (bytes.length <= MAX_FILE_BYTES) return { attachment: { ...attachment, sha256: sha256(bytes) }, bytes }
  return { attachment: { ...attachment, reason: `${bytes.length} bytes, and at most ${MAX_FILE_BYTES} are kept` } }
}

const nameFor = (mimeType: string): string =>
  mimeType === 'message/rfc822' ? 'message.eml' : mimeType.startsWith('image/') ? `image.${mimeType.slice(6)}` : 'file'
