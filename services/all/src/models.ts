// The models of one process and where it keeps attachments, opened once and shared by every run in it.

import { type Blobs, blobFolder, openFolderBlobs } from '@thala/blobs'
import { type Embedder, openLocalEmbedder } from '@thala/embedder'
import { localReader, type Reader } from '@thala/llm'
import { type AttachmentReader, openAttachmentReader } from '@thala/ocr'
import type { Env } from '@thala/runtime'
import { type Resource, resource } from '@thala/service'
import { homeOf } from './home.ts'

/** What the services of the pipeline are given. */
export interface PipelineResources {
  readonly embedder: Resource<Embedder>
  readonly reader: Resource<Reader>
  readonly blobs: Resource<Blobs>
  readonly attachmentReader: Resource<AttachmentReader>
}

export interface Models extends PipelineResources {
  /** The same, loaded when they are first asked: for commands that mostly do without. */
  readonly lazy: {
    readonly embedder: Pick<Embedder, 'embed'>
    readonly llm: Pick<Reader, 'predict'>
    readonly blobs: Blobs
  }
  close(): Promise<void>
}

/** Loads on first use; `close` lets go of what was loaded, not the runs that share it. */
export function localModels(env: Env = {}): Models {
  let embedder: Promise<Embedder> | undefined
  let reader: Reader | undefined
  let blobs: Promise<Blobs> | undefined
  let attachmentReader: AttachmentReader | undefined
  const loadEmbedder = () => {
    embedder ??= openLocalEmbedder()
    return embedder
  }
  const loadReader = async (): Promise<Reader> => {
    if (!reader) reader = localReader()
    return reader
  }
  const loadBlobs = () => {
    blobs ??= openFolderBlobs(blobFolder(env, homeOf(env).real))
    return blobs
  }
  const loadAttachmentReader = async (): Promise<AttachmentReader> => {
    if (!attachmentReader) attachmentReader = openAttachmentReader()
    return attachmentReader
  }
  return {
    embedder: resource({ name: 'embedder', start: loadEmbedder }),
    reader: resource({ name: 'reader', start: loadReader }),
    blobs: resource({ name: 'blobs', start: loadBlobs }),
    attachmentReader: resource({ name: 'attachment-reader', start: loadAttachmentReader }),
    lazy: {
      embedder: { embed: async (text, options) => (await loadEmbedder()).embed(text, options) },
      llm: { predict: async (request) => (await loadReader()).predict(request) },
      blobs: {
        put: async (bytes) => (await loadBlobs()).put(bytes),
        get: async (sha256) => (await loadBlobs()).get(sha256),
        remove: async (sha256) => (await loadBlobs()).remove(sha256),
      },
    },
    close: async () => {
      await (await embedder?.catch(() => undefined))?.close()
      await reader?.close()
      await attachmentReader?.close()
    },
  }
}
