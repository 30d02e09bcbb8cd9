// The main job as `npm start` does it: the sample first, real messages from the first one on.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { slackExportSource } from '@thala/file-connector'
import { exists, openForWriting, run } from '@thala/runtime'
import { writeExport } from '@thala/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { activeFolder, homeOf, markSampleUnwanted, SAMPLE_BADGE } from './home.ts'
import { type Started, start } from './start.ts'
import { drawWelcome, gather } from './welcome.ts'

let folder: string
let env: Record<string, string>
let started: Started | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-start-'))
  env = { THALA_DATA_DIR: join(folder, 'data'), THALA_PORT: '0' }
})

afterEach(async () => {
  await started?.stop()
  started = undefined
  await rm(folder, { recursive: true, force: true })
})

const results = z.object({ results: z.array(z.object({ text: z.string(), status: z.string() })) })

async function search(query: string) {
  const response = await fetch(`${started?.url}/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, top_k: 5 }),
  })
  return { badge: response.headers.get('thala-badge'), ...results.parse(await response.json()) }
}

/** Waits for a condition that another part of the process brings about. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate)
}

async function ingest(messages: number): Promise<void> {
  const from = join(folder, 'export')
  await writeExport(from, { messages, seed: 2 })
  const real = await openForWriting(homeOf(env).real)
  const reading = await run([slackExportSource({ path: from })], { ...real, env: {} })
  await reading.sourcesDone
  await reading.stop()
  await real.close()
}

describe('start', () => {
  it('shows the sample, badged, until the first real message; then the sample is unread', async () => {
    started = await start(env, { sample: true })
    await started.ready
    const shown = await search('payments timing out')
    expect(shown.badge).toBe(SAMPLE_BADGE)
    expect(shown.results[0]?.text).toMatch(/payment/i)
    expect((await fetch(`${started.url}/readyz`)).status).toBe(200)

    await ingest(5)
    await until(() => started?.current().badge === undefined)
    expect(await search('payments timing out')).toMatchObject({ badge: null, results: [] })
    expect(await exists(join(homeOf(env).real, 'blobs'))).toBe(false)
    expect((await activeFolder(homeOf(env), env)).badge).toBeUndefined()
  })

  it('is ready when the first real message comes before the sample is taken in', async () => {
    started = await start(env, { sample: true })
    await ingest(5)
    await started.ready
    await until(() => started?.current().badge === undefined)
    expect(await search('payments timing out')).toMatchObject({ badge: null })
  })

  it('says what there is on a page: at most 25 lines, a linked fix among them', async () => {
    started = await start(env, { sample: true })
    await started.ready
    const about = { url: started.url, parts: started.parts, badge: SAMPLE_BADGE, seconds: 1 }
    const lines = drawWelcome(await gather(started.current().store, about), { width: 100, colour: false })
    expect(lines.length).toBeLessThanOrEqual(25)
    expect(lines.join('\n')).toMatch(/linked by (thread|reference|score)/)
    expect(lines.filter((line) => line.includes('npm run thala --'))).toHaveLength(3)
  })

  it('without the sample starts empty and says how to begin', async () => {
    started = await start(env, { sample: false })
    expect(started.current().badge).toBeUndefined()
    expect(await exists(homeOf(env).sample)).toBe(false)
    const about = { url: started.url, parts: started.parts, badge: undefined, seconds: 1 }
    const lines = drawWelcome(await gather(started.current().store, about), { width: 100, colour: false })
    expect(lines.join('\n')).toMatch(/ingest <folder of a Slack export>/)
  })

  it('says where Slack is answered, when it is', async () => {
    const slack = { SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef', THALA_SLACK_PORT: '0' }
    started = await start({ ...env, ...slack }, { sample: false })
    expect(started.parts.at(-1)).toMatchObject({
      what: 'Slack',
      on: expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+/),
    })
  })

  it('lets go of the sample for good when it is told to', async () => {
    started = await start(env, { sample: true })
    await started.ready
    await markSampleUnwanted(homeOf(env))
    await until(async () => !(await exists(homeOf(env).sample)))
    await started.stop()
    started = await start(env, { sample: true })
    expect(started.current().badge).toBeUndefined()
  })
})
