import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

const required: unknown = createRequire(import.meta.url)('./tasks.cjs')
const { totalsOf } = z.object({ totalsOf: z.custom<(file: string) => unknown>() }).parse(required)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-totals-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function totals(report: unknown) {
  const file = join(folder, 'report.json')
  await writeFile(file, typeof report === 'string' ? report : JSON.stringify(report))
  return totalsOf(file)
}

const passed = { status: 'passed', assertionResults: [{ status: 'passed' }] }

describe('the totals of a test run', () => {
  it('count a run without a readable report as a failure, never as nothing', async () => {
    expect(totalsOf(join(folder, 'none.json'))).toEqual({ passed: 0, failed: 1, skipped: [] })
    expect(await totals('{"numPassedTests": 12')).toEqual({ passed: 0, failed: 1, skipped: [] })
  })

  it('count a file that failed outside of its tests once', async () => {
    const unloadable = { status: 'failed', assertionResults: [] }
    const hook = { status: 'failed', assertionResults: [{ status: 'skipped' }, { status: 'skipped' }] }
    const report = { numPassedTests: 1, numFailedTests: 0, testResults: [passed, unloadable, hook] }
    expect(await totals(report)).toMatchObject({ passed: 1, failed: 2 })
  })

  it('count failed tests, not the file that they stand in', async () => {
    const failed = {
      status: 'failed',
      assertionResults: [{ status: 'failed' }, { status: 'failed' }, { status: 'passed' }],
    }
    const report = { numPassedTests: 2, numFailedTests: 2, testResults: [passed, failed] }
    expect(await totals(report)).toMatchObject({ passed: 2, failed: 2 })
  })

  it('name each suite once that was skipped for want of a server', async () => {
    const skipped = (suite: string) => ({ status: 'skipped', ancestorTitles: [suite] })
    const onKafka = 'the bus (skipped: there is no kafka; install it)'
    const results = [
      {
        status: 'passed',
        assertionResults: [skipped(onKafka), skipped(onKafka), skipped('a suite of another system')],
      },
      { status: 'passed', assertionResults: [skipped('the store (skipped: there is no elasticsearch)')] },
    ]
    expect(await totals({ numPassedTests: 0, numFailedTests: 0, testResults: results })).toMatchObject({
      skipped: [onKafka, 'the store (skipped: there is no elasticsearch)'],
    })
  })
})
