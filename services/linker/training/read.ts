// Reads the development data: JSON lines, and sentence vectors that are remembered in a folder between runs.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@thala/contracts'
import { type Embedder, openLocalEmbedder, toBase64 } from '@thala/embedder'
import { z } from 'zod'

export const lines = <T>(folder: string, file: string, schema: z.ZodType<T>): T[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)))

export const post = z.object({
  id: z.string(),
  source: z.string(),
  ts: z.string(),
  text: z.string(),
  label: z.string(),
  incident_id: z.string(),
})
export type Post = z.infer<typeof post>

export const link = z.object({
  resolution_id: z.string(),
  gold_report_id: z.string(),
  candidates: z.array(z.string()),
  generic: z.boolean(),
})

export const document = z.object({
  id: z.string(),
  product: z.string(),
  title: z.string(),
  text: z.string(),
  created: z.string(),
})
export const query = z.object({
  id: z.string(),
  product: z.string(),
  created: z.string(),
  relevant: z.array(z.string()),
})

const vectorFile = z.record(z.string(), z.string().nullable())
const digest = (text: string): string => sha256(text).slice(0, 24)

/** Vector of each text in base64; null for a text without words. */
export async function vectorsOf(texts: Iterable<string>, cache: string): Promise<(text: string) => string | null> {
  const file = join(cache, 'linker-vectors.json')
  const known = existsSync(file) ? vectorFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  const missing = [...new Set(texts)].filter((text) => !(digest(text) in known))
  if (missing.length > 0) {
    const embedder = await openLocalEmbedder({ workers: 2 })
    await Promise.all(missing.map((text) => embed(embedder, text, known)))
    await embedder.close()
    writeFileSync(file, JSON.stringify(known))
  }
  return (text) => known[digest(text)] ?? null
}

async function embed(embedder: Embedder, text: string, into: Record<string, string | null>): Promise<void> {
  const vector = await embedder.embed(text)
  into[digest(text)] = vector && toBase64(vector)
}
