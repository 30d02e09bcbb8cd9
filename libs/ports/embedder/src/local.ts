// The sentence model that ships with the project, in worker threads. Promise: the same text gives the same bytes on the
// same machine, whatever else is embedded before it or beside it; no network.

import { Worker } from 'node:worker_threads'
import { verifyModel } from './model-folder.ts'
import { openPool } from './pool.ts'
import type { Embedder } from './port.ts'
import { hasWords } from './quantise.ts'

/** The model reads 256 tokens, about 1,100 characters of English; this bounds the tokenizer's work on a log or a dump. */
const MAX_CHARACTERS = 4_000

export interface LocalEmbedderOptions {
  /** Threads, of about 165 MB each; one embeds some 300 texts of 40 tokens a second. */
  readonly workers?: number
  /** A folder with `checksums.json` and a model of 384 dimensions; by default the one that ships. */
  readonly modelFolder?: string
}

/** Cuts between characters, never inside a surrogate pair. */
function cut(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  const last = text.charCodeAt(MAX_CHARACTERS - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_CHARACTERS - 1 : MAX_CHARACTERS)
}

/** Verifies the model, starts its workers and resolves when all are ready. Throws `bad-config` on a damaged file. */
export async function openLocalEmbedder(options: LocalEmbedderOptions = {}): Promise<Embedder> {
  const { folder, name } = await verifyModel(options.modelFolder)
  const workerFile = new URL('./worker.ts', import.meta.url)
  const pool = openPool({
    workers: Math.max(1, options.workers ?? 1),
    spawn: () => new Worker(workerFile, { workerData: { folder }, name: 'embedder' }),
  })
  try {
    await pool.ready()
  } catch (error) {
    await pool.close()
    throw error
  }
  return {
    model: name,
    embed: async (text, { urgent = false } = {}) => {
      const short = cut(text)
      return hasWords(short) ? pool.embed(short, urgent) : null
    },
    close: pool.close,
  }
}
