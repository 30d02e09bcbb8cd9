// Sentence vectors of the training texts, remembered in a file outside of the project, since they take minutes.

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { sha256 } from '@thala/contracts'
import { fromBase64, openLocalEmbedder, toBase64 } from '@thala/embedder'

export type Vectors = (text: string) => Int8Array | null

const keyOf = (model: string, text: string): string => sha256(`${model}\n${text}`).slice(0, 32)

/** Lines of `key vector`; a text without words has an empty vector. */
export async function embedAll(texts: readonly string[], cacheFile: string): Promise<Vectors> {
  const embedder = await openLocalEmbedder({ workers: 2 })
  const known = new Map<string, Int8Array | null>()
  const lines = existsSync(cacheFile) ? readFileSync(cacheFile, 'utf8').split('\n') : []
  for (const line of lines) {
    const [key = '', vector = ''] = line.split(' ')
    known.set(key, vector === '' ? null : fromBase64(vector))
  }
  const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(embedder.model, text)))
  for (let i = 0; i < missing.length; i += 500) {
    const batch = missing.slice(i, i + 500)
    const found = await Promise.all(batch.map((text) => embedder.embed(text)))
    batch.forEach((text, k) => {
      known.set(keyOf(embedder.model, text), found[k] ?? null)
    })
    const rows = batch.map((text, k) => `${keyOf(embedder.model, text)} ${found[k] ? toBase64(found[k]) : ''}\n`)
    appendFileSync(cacheFile, rows.join(''))
    console.error(`embedded ${i + batch.length} of ${missing.length} texts`)
  }
  await embedder.close()
  return (text) => known.get(keyOf(embedder.model, text)) ?? null
}
