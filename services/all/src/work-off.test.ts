// Work that a command does itself, on a store that takes nothing: as on a disk that is full.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collections, ThalaError } from '@thala/contracts'
import { slackExportSource } from '@thala/file-connector'
import { openInstallation, run } from '@thala/runtime'
import type { Store } from '@thala/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SAMPLE } from './home.ts'
import { workOff } from './work-off.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-work-'))
})
afterEach(() => rm(folder, { recursive: true }))

const full = async (): Promise<never> => {
  throw new ThalaError('dependency-down', 'the disk is full')
}

it('a command whose work nothing can be done about says why and ends; what was read is kept', async () => {
  await cp(join(SAMPLE, 'slack-export'), join(folder, 'export'), { recursive: true })
  const env = { THALA_DATA_DIR: join(folder, 'data') }
  const real = await openInstallation(env, { dataDir: env.THALA_DATA_DIR, access: 'append' })
  const reading = await run([slackExportSource({ path: join(folder, 'export') })], { ...real, env })
  await reading.sourcesDone
  await reading.stop()

  const store: Store = { ...real.store, update: full }
  const told: string[] = []
  const options = { env, onReason: (reason: string) => told.push(reason), stuckMs: 600 }
  await expect(workOff({ ...real, store }, options)).rejects.toMatchObject({
    code: 'dependency-down',
    message: expect.stringMatching(/waits: the disk is full/),
  })
  expect(told[0]).toMatch(/waits: the disk is full/)
  expect(await workOff(real, options)).toBe(0)
  expect((await real.store.scan(collections.messages, { limit: 1 })).documents).toHaveLength(1)
  await real.close()
}, 120_000)
