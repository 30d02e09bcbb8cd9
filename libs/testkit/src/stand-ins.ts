// Stand-ins for the models, with the same interfaces: deterministic and fast, for tests about everything but quality.

import { type Blobs, openMemoryBlobs } from '@thala/blobs'
import { type Classification, type MessageType, messageTypes } from '@thala/contracts'
import { type Embedder, standInEmbedder } from '@thala/embedder'
import type { Reader } from '@thala/llm'
import { type AttachmentReader, standInAttachmentReader } from '@thala/ocr'
import { type Resource, resource } from '@thala/service'

/** First words by which a text written for a test says what it is. */
const markers: Readonly<Record<string, { readonly type: MessageType; readonly complete: number }>> = {
  broken: { type: 'incident_report', complete: 0 },
  fixed: { type: 'resolution', complete: 0.95 },
  maybe: { type: 'resolution', complete: 0.1 },
  talk: { type: 'discussion', complete: 0 },
}

/** Reads `broken …`, `fixed …`, `maybe …` (a tentative fix) and `talk …`; anything else is unrelated. */
export function standInReader(): Reader {
  const classify = async ({ text }: { readonly text: string }): Promise<Classification> => {
    const marker = markers[text.split(/\s/, 1)[0]?.toLowerCase() ?? ''] ?? { type: 'unrelated', complete: 0 }
    const share = (type: MessageType) => (type === marker.type ? 0.97 : 0.01)
    return {
      types: {
        incident_report: share('incident_report'),
        resolution: share('resolution'),
        discussion: share('discussion'),
        unrelated: share('unrelated'),
      },
      complete: marker.complete,
      fix: marker.complete > 0.5 ? 'complete' : 'tentative',
      category: 'Application',
      categoryConfidence: 0.5,
      severity: 'Medium',
      severityConfidence: 0.5,
      reasoning: `its first word, one of ${messageTypes.length} kinds`,
      model: 'stand-in-reader-1',
    }
  }
  return {
    model: 'stand-in-reader-1',
    classify,
    predict: async () => ({
      type: 'incident_report',
      category: 'Application',
      severity: 'Medium',
      likelihood: 'Likely',
      confidence: 0.5,
      reasoning: 'a stand-in',
    }),
    close: async () => undefined,
  }
}

export interface StandIns {
  readonly embedder: Resource<Embedder>
  readonly reader: Resource<Reader>
  readonly blobs: Resource<Blobs>
  readonly attachmentReader: Resource<AttachmentReader>
}

/** `blobs`: what is attached in the test; by default a place of its own, which lasts as long as the answer is kept. */
export const standIns = (blobs: Blobs = openMemoryBlobs()): StandIns => ({
  embedder: resource({ name: 'embedder', start: async () => standInEmbedder() }),
  reader: resource({ name: 'reader', start: async () => standInReader() }),
  blobs: resource({ name: 'blobs', start: async () => blobs }),
  attachmentReader: resource({ name: 'attachment-reader', start: async () => standInAttachmentReader() }),
})
