import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@thala/contracts'
import { outputsTo, type SourceItem } from '@thala/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHUNK, type Progress, type SlackExportInput, slackExportSource } from './service.ts'

const MESSAGES = 450
const NOW = 1_800_000_000_000
const message = (n: number) => ({
  type: 'message',
  user: 'U1',
  text: `message ${n}`,
  ts: `${1757410000 + n}.000100`,
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-export-'))
  await mkdir(join(folder, 'general'))
  await write('users.json', [{ id: 'U1', team_id: 'T1', name: 'ada' }])
  await write('channels.json', [{ id: 'C1', name: 'general', members: ['U1'] }])
  const all = Array.from({ length: MESSAGES }, (_, n) => message(n))
  await write('general/2025-09-08.json', [...all.slice(0, 300), { ...message(300), subtype: 'channel_join' }, null])
  await write('general/2025-09-09.json', all.slice(300))
})
afterEach(() => rm(folder, { recursive: true }))

const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content))

interface Run {
  readonly items: SourceItem[]
  readonly ids: (string | undefined)[]
  readonly checkpoint: Json | undefined
  readonly progress: Progress[]
}

/** Reads on from a checkpoint; stops as a killed process would, after `most` items. */
async function run(
  checkpoint?: Json,
  most = Number.POSITIVE_INFINITY,
  input: Partial<SlackExportInput> = {},
): Promise<Run> {
  const progress: Progress[] = []
  const declaration = slackExportSource({ path: folder, now: () => NOW, onProgress: (p) => progress.push(p), ...input })
  const config = declaration.config.parse({})
  const context = { config, deps: {}, to: outputsTo(declaration.produces), signal: new AbortController().signal }
  const items: SourceItem[] = []
  if (most > 0)
    for await (const item of declaration.read({ ...context, checkpoint })) if (items.push(item) >= most) break
  const reached = items.findLast((item) => item.checkpoint !== undefined)?.checkpoint ?? checkpoint
  const ids = items.flatMap((item) => ('outputs' in item ? item.outputs.map(({ id }) => id) : []))
  return { items, ids, checkpoint: reached, progress }
}

const rejectsOf = ({ items }: Run) => items.flatMap((item) => ('rejected' in item ? [item.rejected] : []))

describe('reading an export', () => {
  it('fails when the path is none, before anything is told', async () => {
    await expect(run(undefined, 1, { path: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('tells every message once, with the directory first', async () => {
    const { items, ids } = await run()
    expect(new Set(ids).size).toBe(MESSAGES + 2)
    const names = items.flatMap((item) => ('outputs' in item ? item.outputs.map(({ name }) => name) : []))
    expect(names.slice(0, 3)).toEqual(['directory', 'directory', 'slack'])
    expect(names.slice(2).every((name) => name === 'slack')).toBe(true)
  })

  it('hands over what it cannot read, with its bytes and place', async () => {
    expect(rejectsOf(await run())).toMatchObject([
      { where: 'general/2025-09-08.json[301]', bytes: new TextEncoder().encode('null') },
    ])
  })

  it('publishes no more than a chunk at once, each with how far it is', async () => {
    for (const item of (await run()).items)
      if ('outputs' in item) {
        expect(item.outputs.length).toBeLessThanOrEqual(CHUNK)
        expect(item.checkpoint).toBeDefined()
      }
  })

  it('says how far it is, and at the end how much of it was no message', async () => {
    const { progress } = await run()
    expect(progress.map(({ state, read }) => [state, read])).toEqual([
      ['reading', 199],
      ['reading', 400],
      ['done', 452],
    ])
    expect(progress.at(-1)).toEqual({ state: 'done', read: 452, total: 452, skipped: 1, rejected: 1 })
  })
})

describe('reading again', () => {
  it('yields nothing and says so when nothing changed, also when the files were touched', async () => {
    const { checkpoint } = await run()
    await write('channels.json', [{ id: 'C1', name: 'general', members: ['U1'] }])
    const again = await run(checkpoint)
    expect(again.items).toEqual([])
    expect(again.progress).toEqual([{ state: 'unchanged', read: 452, total: 452, skipped: 0, rejected: 0 }])
  })

  it('goes on where it was interrupted, at any point, and repeats nothing that was committed', async () => {
    const whole = await run()
    for (let most = 0; most < whole.items.length; most++) {
      const first = await run(undefined, most)
      const rest = await run(first.checkpoint)
      expect([...first.ids, ...rest.ids]).toEqual(whole.ids)
      expect(new Set([first, rest].flatMap(rejectsOf).map(({ where }) => where)).size).toBe(1)
    }
  })

  it('keeps the time of receipt of the reading that was interrupted', async () => {
    const first = await run(undefined, 2)
    const rest = await run(first.checkpoint, undefined, { now: () => NOW + 1 })
    expect(rest.checkpoint).toMatchObject({ receivedAt: NOW, complete: true })
  })

  it('tells a changed export from its start, with the same ids for what is the same', async () => {
    const before = await run()
    await write('general/2025-09-10.json', [message(1000)])
    const after = await run(before.checkpoint)
    const known = new Set(before.ids)
    // The directory is as new as the newest message.
    expect(after.ids.filter((id) => !known.has(id))).toHaveLength(3)
    expect(after.ids).toHaveLength(before.ids.length + 1)
  })

  it('tells an export that changed while it was interrupted from its start, received anew', async () => {
    const first = await run(undefined, 2)
    await write('general/2025-09-10.json', [message(1000)])
    const rest = await run(first.checkpoint, undefined, { now: () => NOW + 1 })
    expect(rest.ids).toHaveLength(MESSAGES + 3)
    expect(rest.checkpoint).toMatchObject({ receivedAt: NOW + 1, complete: true })
  })

  it('tells all again when a shared channel is now to be read', async () => {
    const { checkpoint } = await run()
    expect((await run(checkpoint, undefined, { sharedChannels: ['general'] })).items.length).toBeGreaterThan(0)
  })
})

describe('stopping', () => {
  it('ends the reading at once', async () => {
    const declaration = slackExportSource({ path: folder })
    const stopping = new AbortController()
    const config = declaration.config.parse({})
    const context = { config, deps: {}, to: outputsTo(declaration.produces), signal: stopping.signal }
    const told: SourceItem[] = []
    for await (const item of declaration.read({ ...context, checkpoint: undefined })) {
      told.push(item)
      stopping.abort()
    }
    expect(told).toHaveLength(1)
  })
})
