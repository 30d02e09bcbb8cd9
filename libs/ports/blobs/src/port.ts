// Bytes that travel beside the log: attachments, kept under the sha256 of what they are. Promise: the same bytes are kept
// once, what is answered is what was put, and no id leads anywhere but to a blob.

import { ThalaError } from '@thala/contracts'

export interface Blobs {
  /** Keeps the bytes and answers their sha256 in hex; durable when it resolves. */
  put(bytes: Uint8Array): Promise<string>
  /** Null where there are none, or no longer. */
  get(sha256: string): Promise<Uint8Array | null>
  /** Nothing happens where there are none. */
  remove(sha256: string): Promise<void>
}

const SHA256 = /^[0-9a-f]{64}$/

export const isBlobId = (text: string): boolean => SHA256.test(text)

/** An id becomes part of a path or of a key: only what is one passes. Throws `bad-input`. */
export function checkedBlobId(id: string): string {
  if (isBlobId(id)) return id
  throw new ThalaError(
    'bad-input',
    `not the id of a blob: ${JSON.stringify(id.slice(0, 80))}: it must be 64 hex digits`,
  )
}
