// The folder of a sentence model: its files are what its checksums.json says, or nothing is loaded from it.

import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonicalJson, sha256, ThalaError } from '@thala/contracts'
import { z } from 'zod'

export const SHIPPED_MODEL = fileURLToPath(new URL('../model/all-MiniLM-L6-v2', import.meta.url))

const checksums = z.object({
  /** SHA-256 in lower-case hex, by path inside the folder. */
  files: z.record(z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/), z.string().regex(/^[0-9a-f]{64}$/)),
})

export interface VerifiedModel {
  readonly folder: string
  /** Folder name, number type and a short checksum of all files: another file makes another name. */
  readonly name: string
}

const damaged = (file: string, what: string, cause?: unknown): ThalaError =>
  new ThalaError(
    'bad-config',
    `the sentence model is damaged: ${file} ${what}; restore it with: git checkout -- ${file}`,
    { cause },
  )

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw damaged(file, 'cannot be read', error)
  }
}

async function readChecksums(file: string): Promise<z.infer<typeof checksums>> {
  const text = (await read(file)).toString('utf8')
  try {
    return checksums.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(file, 'is not a list of checksums', error)
  }
}

/** Throws `bad-config` naming the first file that is missing or differs. */
export async function verifyModel(modelFolder: string = SHIPPED_MODEL): Promise<VerifiedModel> {
  const folder = resolve(modelFolder)
  const { files } = await readChecksums(join(folder, 'checksums.json'))
  for (const [path, expected] of Object.entries(files)) {
    const file = join(folder, path)
    const actual = sha256(await read(file))
    if (actual !== expected) throw damaged(file, `has SHA-256 ${actual.slice(0, 12)}…, not ${expected.slice(0, 12)}…`)
  }
  return { folder, name: `${basename(folder)}-q8-${sha256(canonicalJson(files)).slice(0, 8)}` }
}
