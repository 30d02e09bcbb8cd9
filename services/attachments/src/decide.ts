// What becomes of a message's attachments once they have been read: pure. Promise: each ends with a text or with the
// reason why it has none, and nothing else of the message changes.

import { type Attachment, MAX_TEXT, type SourceMessage } from '@thala/contracts'
import type { Reading } from '@thala/ocr'

export const NOT_FETCHED = 'not fetched'
/** Of one message; the twentieth screenshot says what the others said. */
export const MAX_READ = 20
export const TOO_MANY = `not read: of one message the first ${MAX_READ} attachments are`

/** By sha256. */
export type Readings = ReadonlyMap<string, Reading>

/** Sha256 of what is to be read, each once, in the order of the message. */
export const toRead = ({ deleted, attachments }: SourceMessage): readonly string[] =>
  deleted ? [] : [...new Set(attachments.filter(isUnread).flatMap(({ sha256 }) => sha256 ?? []))].slice(0, MAX_READ)

const isUnread = ({ text, reason }: Attachment): boolean => text === null && reason === undefined

/** A deleted message keeps no attachment at all: a source that still lists them must not bring their names back. */
export const enrich = (message: SourceMessage, readings: Readings): SourceMessage => ({
  ...message,
  attachments: message.deleted ? [] : withinLimit(message.attachments.map((one) => explained(one, readings))),
})

function explained(attachment: Attachment, readings: Readings): Attachment {
  if (!isUnread(attachment)) return attachment
  if (attachment.sha256 === undefined) return { ...attachment, reason: NOT_FETCHED }
  return { ...attachment, ...(readings.get(attachment.sha256) ?? { text: null, reason: TOO_MANY }) }
}

const CUT_NOTE = '\n[cut here: the attachments of this message say more than is kept]'

/** Together they say no more than a message may: a record of the log has a largest size. */
function withinLimit(attachments: readonly Attachment[]): Attachment[] {
  let left = MAX_TEXT
  return attachments.map((attachment) => {
    const { text } = attachment
    if (text === null) return attachment
    const room = left
    left = Math.max(0, left - text.length)
    if (text.length <= room) return attachment
    return { ...attachment, text: whole(text.slice(0, Math.max(0, room - CUT_NOTE.length))) + CUT_NOTE }
  })
}

/** Without half of a surrogate pair at its end. */
const whole = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text)
