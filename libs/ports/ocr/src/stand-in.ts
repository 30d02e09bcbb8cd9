// A reader for tests about everything but reading: plain UTF-8 text is its own text, in this process and at once.

import { clean } from './clean.ts'
import type { AttachmentReader } from './port.ts'

export function standInAttachmentReader(): AttachmentReader {
  return {
    recipe: 'stand-in-attachment-reader-1',
    read: async (bytes) => {
      try {
        return { text: clean(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
      } catch {
        return { text: null, reason: 'it is no text, which is all that a stand-in reads' }
      }
    },
    close: async () => undefined,
  }
}
