// The page as `npm start` shows it, in Chromium: the sample, a story, then the first real incident, without a reload.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserArguments, describeWithBrowser } from '@thala/testkit/browser'
import { type Browser, chromium } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SAMPLE_BADGE } from './home.ts'
import { type Started, start } from './start.ts'

await describeWithBrowser('the page of a whole installation', (executablePath) => {
  let folder: string
  let started: Started
  let browser: Browser
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thala-page-'))
    started = await start({ THALA_DATA_DIR: join(folder, 'data'), THALA_PORT: '0' }, { sample: true })
    browser = await chromium.launch({ executablePath, args: [...browserArguments] })
  })
  afterEach(async () => {
    await browser.close()
    await started.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const said = (path: string, body: object) =>
    fetch(`${started.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('fills with the sample as it is taken in, tells its stories, and gives way to what is real', async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(started.url)
    await page.locator('.badge', { hasText: SAMPLE_BADGE }).waitFor()
    // Nobody reloads: the list grows with the sample.
    await page.locator('tbody tr:nth-child(10)').waitFor()
    await started.ready

    await page.getByLabel('Search incidents').fill('payments timing out at checkout')
    await page.locator('tbody tr', { hasText: 'Payments are timing out at checkout' }).click()
    await page.locator('.fix[data-tone=resolved]').waitFor()
    expect(await page.locator('.entry').count()).toBeGreaterThan(2)
    expect(await page.locator('.why', { hasText: 'Same thread as' }).count()).toBeGreaterThan(0)

    await page.getByRole('link', { name: 'Thala' }).click()
    await page.locator('tbody tr:nth-child(10)').waitFor()
    const issue_id = 'OPS-7'
    await said('/index', { texts: ['The till prints blank receipts'], issue_id, severity: 'High' })
    const row = page.locator('tbody tr', { hasText: 'The till prints blank receipts' })
    await row.waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
    expect(await page.locator('.badge').count()).toBe(0)
    await said('/update_status', { issue_id, status: 'Resolved', resolution_text: 'new print head' })
    await row.locator('.status', { hasText: 'Resolved' }).waitFor()
    await row.click()
    await page.locator('.fix[data-tone=resolved]', { hasText: 'new print head' }).waitFor()
    expect(complaints).toEqual([])
  })
})
