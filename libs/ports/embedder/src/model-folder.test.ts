import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isThalaError } from '@thala/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SHIPPED_MODEL, verifyModel } from './model-folder.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'thala-model-')), 'all-MiniLM-L6-v2')
  await cp(SHIPPED_MODEL, folder, { recursive: true })
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const refusal = async (): Promise<string> => {
  const error: unknown = await verifyModel(folder).catch((thrown: unknown) => thrown)
  return isThalaError(error, 'bad-config') ? error.message : `not refused as it should be: ${JSON.stringify(error)}`
}

describe('verifyModel', () => {
  it('names a file of which one byte was added, and how to restore it', async () => {
    await appendFile(join(folder, 'tokenizer.json'), ' ')
    expect(await refusal()).toMatch(
      /damaged: .*tokenizer\.json has SHA-256 .* not 5fd1c882abbd…; .*git checkout -- .*tokenizer\.json/,
    )
  })

  it('names a file that is missing', async () => {
    await rm(join(folder, 'onnx/model_quantized.onnx'))
    expect(await refusal()).toMatch(/model_quantized\.onnx cannot be read; restore it with: git checkout/)
  })

  it('refuses a list of checksums that is none', async () => {
    await writeFile(join(folder, 'checksums.json'), '{"files": {"../../etc/passwd": "x"}}')
    expect(await refusal()).toMatch(/checksums\.json is not a list of checksums/)
  })

  it('accepts the model that ships, and names it with its checksum', async () => {
    expect((await verifyModel()).name).toMatch(/^all-MiniLM-L6-v2-q8-[0-9a-f]{8}$/)
  })

  it('gives the same name to an equal copy elsewhere', async () => {
    expect((await verifyModel(folder)).name).toBe((await verifyModel()).name)
  })
})
