// Sentence vectors that are remembered between evaluations, outside of the project. Promise: by the model and the text alone,
// so that what is remembered is what the model would answer.

import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256 } from '@thala/contracts'
import { type Embedder, fromBase64, toBase64 } from '@thala/embedder'

/** Of the file that remembers a model's vectors. */
const cacheFile = (model: string): string => join(tmpdir(), 'thala-eval', `vectors-${sha256(model).slice(0, 16)}.txt`)

const keyOf = (text: string): string => sha256(text).slice(0, 32)
/** Written at once, in vectors. */
const BATCH = 500
/** Of a vector in base64; a line of another length was cut short. */
const LENGTH = 512

/** The same embedder with a memory. `close` writes what is new. */
export async function rememberingEmbedder(
  embedder: Embedder,
  file: string = cacheFile(embedder.model),
): Promise<Embedder> {
  await mkdir(dirname(file), { recursive: true })
  const known = new Map<string, Promise<Int8Array | null>>()
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const [key = '', vector = ''] = line.split(' ')
    if (vector.length === LENGTH || vector === '-') known.set(key, Promise.resolve(vectorOf(vector)))
  }
  let fresh: string[] = []
  const save = async () => {
    const lines = fresh
    fresh = []
    if (lines.length > 0) await appendFile(file, `${lines.join('\n')}\n`)
  }
  const compute = async (key: string, text: string): Promise<Int8Array | null> => {
    const vector = await embedder.embed(text)
    fresh.push(`${key} ${vector ? toBase64(vector) : '-'}`)
    if (fresh.length >= BATCH) await save()
    return vector
  }
  return {
    model: embedder.model,
    embed: (text) => {
      const key = keyOf(text)
      const vector = known.get(key) ?? compute(key, text)
      known.set(key, vector)
      return vector
    },
    close: async () => {
      await save()
      await embedder.close()
    },
  }
}

const vectorOf = (text: string): Int8Array | null => (text === '-' ? null : fromBase64(text))
