// Reads bytes once, whoever sent them and however often they come: what was read is remembered under their sha256, and who
// asks while they are being read waits for the same answer.

import type { Blobs } from '@thala/blobs'
import { attachmentId, dependencyDown, isThalaError } from '@thala/contracts'
import type { AttachmentReader, Reading } from '@thala/ocr'
import type { Memo } from '@thala/service'
import { atMost } from './at-most.ts'

export interface Readers {
  readonly blobs: Blobs
  readonly attachmentReader: AttachmentReader
}

/** Attachments in memory, of up to 25 MB each: one is read while others are fetched. */
const MOST_IN_MEMORY = 4

/** Not remembered: the bytes may be found when somebody mends the folder. */
const GONE: Reading = {
  text: null,
  reason: 'its bytes are not kept: erased, or in another folder than THALA_BLOBS_DIR names',
}

export type ReadOnce = (sha256: string, readers: Readers, memo: Memo) => Promise<Reading>

export function readOnce(): ReadOnce {
  const underway = new Map<string, Promise<Reading>>()
  const turn = atMost(MOST_IN_MEMORY)
  return (sha256, readers, memo) => {
    const known = underway.get(sha256)
    if (known) return known
    const reading = remembered(sha256, readers, memo, turn).finally(() => underway.delete(sha256))
    underway.set(sha256, reading)
    return reading
  }
}

async function remembered(
  sha256: string,
  { blobs, attachmentReader }: Readers,
  memo: Memo,
  turn: ReturnType<typeof atMost>,
): Promise<Reading> {
  let isGone = false
  const key = { messageId: attachmentId(sha256), recipe: attachmentReader.recipe, input: { sha256 } }
  try {
    const read = async () => {
      const bytes = await bytesOf(blobs, sha256)
      isGone = bytes === null
      if (bytes === null) throw new Error('gone')
      return attachmentReader.read(bytes, { name: sha256, mimeType: 'application/octet-stream' })
    }
    return await memo<Reading>(key, () => turn(read))
  } catch (error) {
    if (isGone) return GONE
    throw error
  }
}

/** A folder that cannot be read is waited for: it is no fault of a message. */
const bytesOf = (blobs: Blobs, sha256: string): Promise<Uint8Array | null> =>
  blobs.get(sha256).catch((error: unknown) => {
    if (isThalaError(error)) throw error
    throw dependencyDown('the folder of attachments (THALA_BLOBS_DIR)', error)
  })
