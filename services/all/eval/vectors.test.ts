import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standInEmbedder } from '@thala/embedder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rememberingEmbedder } from './vectors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-eval-vectors-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Counts what the model is asked. */
async function open() {
  const asked: string[] = []
  const standIn = standInEmbedder()
  const model = {
    ...standIn,
    embed: (text: string) => {
      asked.push(text)
      return standIn.embed(text)
    },
  }
  return { embedder: await rememberingEmbedder(model, join(folder, 'v.txt')), asked }
}

describe('a remembering embedder', () => {
  it('asks the model once for each text, also in the next run', async () => {
    const first = await open()
    const [a, again, empty] = await Promise.all(
      ['disk full', 'disk full', '…'].map((text) => first.embedder.embed(text)),
    )
    expect(again).toEqual(a)
    await first.embedder.close()
    const second = await open()
    expect(await second.embedder.embed('disk full')).toEqual(a)
    expect(await second.embedder.embed('…')).toEqual(empty)
    expect(second.asked).toEqual([])
    expect(first.asked).toEqual(['disk full', '…'])
  })

  it('asks again for a vector whose line was cut short', async () => {
    const first = await open()
    await first.embedder.embed('disk full')
    await first.embedder.close()
    const file = join(folder, 'v.txt')
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 100))
    const second = await open()
    expect(await second.embedder.embed('disk full')).not.toBeNull()
    expect(second.asked).toEqual(['disk full'])
  })
})
