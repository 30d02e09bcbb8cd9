// The models of one process, loaded once and shared by every run in it.

import { type Embedder, openLocalEmbedder } from '@thala/embedder'
import { localReader, type Reader } from '@thala/llm'
import { type Resource, resource } from '@thala/service'

export interface Models {
  readonly embedder: Resource<Embedder>
  readonly reader: Resource<Reader>
  /** The same models, loaded when they are first asked: for commands that mostly do without. */
  readonly lazy: { readonly embedder: Pick<Embedder, 'embed'>; readonly llm: Pick<Reader, 'predict'> }
  close(): Promise<void>
}

/** Loads on first use; `close` lets go of what was loaded, not the runs that share it. */
export function localModels(): Models {
  let embedder: Promise<Embedder> | undefined
  let reader: Reader | undefined
  const loadEmbedder = () => {
    embedder ??= openLocalEmbedder()
    return embedder
  }
  const loadReader = async (): Promise<Reader> => {
    if (!reader) reader = localReader()
    return reader
  }
  return {
    embedder: resource({ name: 'embedder', start: loadEmbedder }),
    reader: resource({ name: 'reader', start: loadReader }),
    lazy: {
      embedder: { embed: async (text, options) => (await loadEmbedder()).embed(text, options) },
      llm: { predict: async (request) => (await loadReader()).predict(request) },
    },
    close: async () => {
      await (await embedder?.catch(() => undefined))?.close()
      await reader?.close()
    },
  }
}
