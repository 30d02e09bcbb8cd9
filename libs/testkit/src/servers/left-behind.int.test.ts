import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { describeWithJars } from './describe-with-server.ts'
import { startElasticsearch } from './elasticsearch.ts'
import { openFolder } from './fixtures/folder.ts'
import { groupsIn, livingIn } from './fixtures/left-behind.ts'
import { startKafka } from './kafka.ts'

const GONE = { timeout: 20_000 }

afterEach(() => {
  vi.unstubAllEnvs()
})

await describeWithJars('started servers', () => {
  it('leave no process and no file when they are stopped', { timeout: 300_000 }, async () => {
    const folder = await openFolder()
    vi.stubEnv('TMPDIR', folder)
    const servers = await Promise.all([startKafka(), startElasticsearch()])
    const groups = groupsIn(folder)
    expect(groups).toHaveLength(2)
    // One of them runs, the other does not.
    await servers[1].terminate()
    await Promise.all(servers.map(({ stop }) => stop()))
    expect(await readdir(folder)).toEqual([])
    await expect.poll(() => livingIn(groups), GONE).toBe(0)
  })

  it('leave nothing either when the process that started them is killed', { timeout: 300_000 }, async () => {
    const folder = await openFolder()
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'parent.ts')], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(String(await once(parent.stdout, 'data'))).toBe('ready\n')
    const groups = groupsIn(folder)
    expect(livingIn(groups)).toBeGreaterThanOrEqual(2)
    parent.kill('SIGKILL')
    await expect.poll(() => livingIn(groups), GONE).toBe(0)
    await expect.poll(() => readdir(folder), GONE).toEqual([])
  })
})
