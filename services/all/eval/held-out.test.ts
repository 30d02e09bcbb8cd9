import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heldOutJudges, shippedJudges } from './held-out.ts'

const shippedFile = new URL('../../linker/src/weights.json', import.meta.url)
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-eval-folds-'))
  await mkdir(join(folder, 'linker'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, text: string) => writeFile(join(folder, 'linker', name), text)

describe('held-out weights', () => {
  it('judge the group that they were fitted without, and no other', async () => {
    const weights = JSON.parse(await readFile(shippedFile, 'utf8'))
    await write('without-acme.json', JSON.stringify({ ...weights, version: 'without Acme' }))
    await write('index.json', JSON.stringify({ Acme: 'without-acme.json' }))
    const judges = await heldOutJudges(folder)
    expect(judges.rulesFor('Acme').weights.version).toBe('without Acme')
    expect(judges.rulesFor('Umbra').weights.version).toBe(weights.version)
    expect(judges.readerFor('Acme').model).toBe(shippedJudges().readerFor('Acme').model)
  })

  it.each([
    ['nothing', undefined, /holds neither reader\/index\.json nor linker\/index\.json/],
    ['no JSON', 'oops', /index\.json is not JSON/],
    ['a file that is not there', '{"Acme": "gone.json"}', /gone\.json is named by index\.json and is not there/],
  ])('of a folder with %s are refused', async (_, text, message) => {
    if (text !== undefined) await write('index.json', text)
    await expect(heldOutJudges(folder)).rejects.toThrow(message)
  })
})
