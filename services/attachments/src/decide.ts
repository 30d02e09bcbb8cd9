// What becomes of a message's attachments. None is fetched yet: each that has no text says so.

import type { Attachment, SourceMessage } from '@thala/contracts'

export const NOT_FETCHED = 'not fetched'

/** A deleted message keeps no attachment at all: a source that still lists them must not bring their names back. */
export const enrich = (message: SourceMessage): SourceMessage => ({
  ...message,
  attachments: message.deleted ? [] : message.attachments.map(explained),
})

const explained = (attachment: Attachment): Attachment =>
  attachment.text !== null || attachment.reason !== undefined ? attachment : { ...attachment, reason: NOT_FETCHED }
