// Rarity of terms: how many texts hold each, over all development texts.

import { termHashes } from '@thala/text'

/** Terms kept, the commonest first: what is not among them is rare. */
const MOST = 20_000
/** A byte for ln(N / n): 255 stands for one text in 340,000. */
const SCALE = 20

export function idfTable(texts: Iterable<string>): { hashes: string; values: string; scale: number } {
  const counts = new Map<number, number>()
  let all = 0
  for (const text of texts) {
    all++
    for (const hash of termHashes(text)) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  }
  const kept = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST)
  kept.sort((a, b) => a[0] - b[0])
  const hashes = Buffer.alloc(kept.length * 4)
  const values = Buffer.alloc(kept.length)
  for (const [i, [hash, count]] of kept.entries()) {
    hashes.writeUInt32LE(hash, i * 4)
    values.writeUInt8(Math.min(255, Math.max(1, Math.round(SCALE * Math.log(all / count)))), i)
  }
  return { hashes: hashes.toString('base64'), values: values.toString('base64'), scale: SCALE }
}
