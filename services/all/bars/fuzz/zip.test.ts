import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recognise, slackExportSource } from '@thala/file-connector'
import { outputsTo } from '@thala/service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { slackLists, slackRecords } from './examples.ts'
import { zipOf } from './zip.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('a zip of ours is read as what it is: nothing of it is refused before it was bent', async () => {
  const path = join(folder, 'acme.zip')
  const lists = Object.entries(slackLists).map(([name, list]) => [name, JSON.stringify(list)])
  await writeFile(path, zipOf({ ...Object.fromEntries(lists), 'ops/2025-09-08.json': JSON.stringify(slackRecords) }))
  expect(await recognise(path)).toBe('slack-export')
  const { produces, read } = slackExportSource({ path })
  const to = outputsTo(produces)
  const signal = new AbortController().signal
  const items = await Array.fromAsync(
    read({ checkpoint: undefined, config: { THALA_READERS: '' }, deps: {}, signal, to }),
  )
  expect(items.filter((item) => 'rejected' in item)).toEqual([])
  const outputs = items.flatMap((item) => ('outputs' in item ? item.outputs : []))
  expect(new Set(outputs.map(({ name }) => name))).toEqual(new Set(['directory', 'slack']))
})
