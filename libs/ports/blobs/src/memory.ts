// Blobs that last as long as the process: for tests, and for samples that nobody keeps.

import { createHash } from 'node:crypto'
import { type Blobs, checkedBlobId } from './port.ts'

export function openMemoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>()
  return {
    async put(bytes) {
      const id = createHash('sha256').update(bytes).digest('hex')
      if (!kept.has(id)) kept.set(id, Uint8Array.from(bytes))
      return id
    },
    async get(sha256) {
      const found = kept.get(checkedBlobId(sha256))
      return found ? Uint8Array.from(found) : null
    },
    async remove(sha256) {
      kept.delete(checkedBlobId(sha256))
    },
  }
}
