// Puts the bytes of a message's attachments into the blobs. Promise: an attachment without bytes keeps the reason why, and
// costs the message nothing.

import { type Attachment, hashId } from '@thala/contracts'
import type { MessageItem } from './reading.ts'

export interface BlobsToPut {
  put(bytes: Uint8Array): Promise<string>
}

/**
 * The event with the hashes of what was kept. Once it has more than its source told it is another version: a millisecond
 * newer, so that it stands against the same message from an export without its files, and yields to any edit.
 */
export async function attached(
  { event, files }: MessageItem,
  blobs: BlobsToPut | undefined,
): Promise<MessageItem['event']> {
  if (!blobs || files.every((file) => file === undefined)) return event
  const attachments: Attachment[] = []
  for (const [at, attachment] of event.attachments.entries()) {
    const read = await files[at]?.()
    if (!read) attachments.push(attachment)
    else if (read.ok) attachments.push(kept(attachment, await blobs.put(read.bytes), read.bytes.length))
    else attachments.push({ ...attachment, reason: read.reason.slice(0, 1024) })
  }
  const added = attachments.map(({ sha256, reason }) => sha256 ?? reason ?? null)
  const before = event.attachments.map(({ sha256, reason }) => sha256 ?? reason ?? null)
  if (added.every((one, at) => one === before[at])) return event
  return { ...event, id: hashId('with-files', event.id, ...added), revision: event.revision + 1, attachments }
}

function kept({ reason: _, ...attachment }: Attachment, sha256: string, bytes: number): Attachment {
  return { ...attachment, bytes, sha256 }
}
