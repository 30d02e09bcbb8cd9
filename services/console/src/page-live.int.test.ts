// The page in Chromium while things change, when the server goes, and with nothing to show.

import { describeWithBrowser } from '@thala/testkit/browser'
import { describe, expect, it } from 'vitest'
import { row, shortIdOf } from './fixtures/example.ts'
import { pageUnderTest, rows, until } from './fixtures/page-under-test.ts'

await describeWithBrowser('the page', (executablePath) => {
  const opened = pageUnderTest(executablePath)

  describe('while things change', () => {
    it('shows a new incident and a new status without being loaded again, and says so', async () => {
      const { api, page, rowOf, titles, text, live } = opened()
      await page.goto('/')
      await live()
      await rowOf(1).waitFor()
      api.rows = [
        row(42, { title: 'Disk is full on the build server' }),
        { ...row(1), status: 'Resolved' },
        ...rows.slice(1),
      ]
      api.changed(row(42).id)
      await until(async () => expect((await titles())[0]).toBe('Disk is full on the build server'))
      expect(await rowOf(1).locator('.status').innerText()).toBe('Resolved')
      expect(await text('[role=status]')).toContain('is resolved now')
      expect(await rowOf(42).getAttribute('data-changed')).toBe('true')
      expect(api.asked.filter((path) => path === '/')).toHaveLength(1)
    })

    it('moves no row under the pointer: it offers the newer state, and takes it once the pointer leaves', async () => {
      const { api, page, rowOf, live } = opened()
      await page.goto('/')
      await live()
      await rowOf(3).hover()
      const before = await rowOf(3).boundingBox()
      api.rows = [row(42), ...rows.slice(0, 2), { ...row(3), status: 'Reopened' }, ...rows.slice(3)]
      api.changed(row(42).id)
      await page.getByRole('button', { name: 'Show the newer list' }).waitFor()
      expect(await rowOf(3).boundingBox()).toEqual(before)
      expect(await rowOf(3).locator('.status').innerText()).toBe('Reopened')
      expect(await rowOf(42).count()).toBe(0)
      await page.mouse.move(5, 5)
      await rowOf(42).waitFor()
      expect(await page.getByRole('button', { name: 'Show the newer list' }).count()).toBe(0)
    })

    it('brings a new entry into the story that is read', async () => {
      const { api, page, live } = opened()
      await page.goto(`/incidents/${shortIdOf(1)}`)
      await live()
      await page.locator('.entries').waitFor()
      const { story } = api
      api.story = (incident) => {
        const told = story(incident)
        const [first] = told.entries
        return { ...told, entries: first ? [...told.entries, { ...first, entryId: 'new', text: 'all clear' }] : [] }
      }
      api.changed(row(1).id)
      await page.locator('.entry', { hasText: 'all clear' }).waitFor()
    })

    it('comes back by itself when the server ends the stream, without calling that a loss', async () => {
      const { api, page, rowOf, live } = opened()
      await page.goto('/')
      await live()
      await rowOf(1).waitFor()
      api.rows = [row(42), ...rows]
      const asked = api.asked.filter((path) => path === '/api/stream').length
      api.endStreams()
      await rowOf(42).waitFor()
      expect(api.asked.filter((path) => path === '/api/stream')).toHaveLength(asked + 1)
      expect(await page.getByRole('alert').count()).toBe(0)
    })

    it('keeps what is shown when the server goes, says so, and is live again when it comes back', async () => {
      const { api, page, rowOf, titles, text, live } = opened()
      await page.goto('/')
      await live()
      await rowOf(1).waitFor()
      await api.goAway()
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').innerText()).toContain('The server does not answer')
      expect(await text('.connection')).toBe('Offline')
      expect(await titles()).toHaveLength(10)
      await page.getByRole('link', { name: /^Open/ }).click()
      await page.getByRole('heading', { name: 'This cannot be shown' }).waitFor()
      api.rows = [row(43), ...rows]
      await api.comeBack()
      await page.getByRole('button', { name: 'Try now' }).click()
      await live()
      await rowOf(43).waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
    })
  })

  describe('with nothing to show', () => {
    it('says what to do first', async () => {
      const { api, page, text } = opened()
      api.rows = []
      await page.goto('/')
      await page.getByRole('heading', { name: 'No incidents yet' }).waitFor()
      expect(await text('.notice')).toContain('npm run thala -- ingest acme.zip issues.json ops.mbox')
    })

    it.each([
      ['/?q=xyzzy', 'No incident is about “xyzzy”'],
      ['/?page=9', 'This page of the list is empty'],
    ])('%s says what is missing, and leads back', async (address, title) => {
      const { page, rowOf } = opened()
      await page.goto(address)
      await page.getByRole('heading', { name: title }).waitFor()
      await page.locator('.notice a').click()
      await rowOf(1).waitFor()
    })

    it('names the sample as long as it is one', async () => {
      const { api, page, text } = opened()
      api.badge = 'sample workspace'
      await page.goto('/')
      await page.locator('.badge').waitFor()
      expect(await text('.badge')).toBe('sample workspace')
    })
  })
})
