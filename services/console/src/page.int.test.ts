// The page in Chromium, with real clicks, on a stand-in for the API.

import { describeWithBrowser } from '@thala/testkit/browser'
import { describe, expect, it } from 'vitest'
import { row, START, shortIdOf } from './fixtures/example.ts'
import { pageUnderTest, until } from './fixtures/page-under-test.ts'

await describeWithBrowser('the page', (executablePath) => {
  const opened = pageUnderTest(executablePath)

  describe('clicked through', () => {
    it('leads from the list through a filter to a story and back, then to a search and another page', async () => {
      const { watched, page, rowOf, titles, text } = opened()
      await page.goto('/')
      await page.getByRole('link', { name: /^Resolved/ }).click()
      await until(async () => expect(await text('.range')).toBe('1–7 of 7'))
      expect(new URL(page.url()).search).toBe('?status=resolved')
      await rowOf(3).click()
      await page.locator('.entries').waitFor()
      expect(new URL(page.url()).pathname).toBe(`/incidents/${shortIdOf(3)}`)
      expect(await page.title()).toBe(`${shortIdOf(3)} · Thala`)
      await page.getByRole('link', { name: 'All incidents' }).click()
      await until(async () => expect(await text('.range')).toBe('1–10 of 23'))
      await page.goBack()
      await page.goBack()
      await until(async () => expect(await text('.range')).toBe('1–7 of 7'))
      await page.getByLabel('Search incidents').fill('payments')
      await until(async () => expect(new Set(await titles())).toEqual(new Set(['Payments are timing out at checkout'])))
      await page.getByLabel('Search incidents').fill('')
      await page.getByRole('link', { name: /^All/ }).click()
      await page.getByRole('link', { name: 'Next' }).click()
      await until(async () => expect(await text('.range')).toBe('11–20 of 23'))
      await page.getByRole('link', { name: 'Next' }).click()
      await until(async () => expect(await text('.range')).toBe('21–23 of 23'))
      expect(watched).toMatchObject({ complaints: [], strays: [] })
    })

    it('counts from the clock of a sample how long something has been open, and from its own else', async () => {
      const { api, page, rowOf, text } = opened()
      const openedAt = START - 5 * 86_400_000
      api.rows = [row(1, { openedAt, resolution: null }), row(2, { openedAt: START, resolution: null })]
      Object.assign(api, { badge: 'sample workspace', clock: START })
      await page.goto('/')
      expect(await text(rowOf(1).locator('.c-open'))).toBe('5 d')
      await rowOf(1).click()
      await page.locator('.entries').waitFor()
      expect(await text('.about')).toContain('Open for 5 d')
      Object.assign(api, { badge: null, clock: null })
      await page.goto('/')
      await until(async () => expect(Number.parseInt(await text(rowOf(1).locator('.c-open')), 10)).toBeGreaterThan(100))
    })

    it('asks for the page once: everything after that is data', async () => {
      const { api, page, rowOf } = opened()
      await page.goto('/')
      await rowOf(1).click()
      await page.locator('.entries').waitFor()
      await page.goBack()
      await rowOf(1).waitFor()
      expect(api.asked.filter((path) => !path.startsWith('/api') && !path.startsWith('/assets'))).toEqual(['/'])
    })

    it('leads back to where the list was left, with the keyboard where it was', async () => {
      const { page, rowOf } = opened()
      await page.setViewportSize({ width: 1000, height: 300 })
      await page.goto('/')
      await rowOf(9).scrollIntoViewIfNeeded()
      const top = await page.evaluate('scrollY')
      await rowOf(9).click()
      await page.locator('.entries').waitFor()
      expect(await page.evaluate('scrollY')).toBe(0)
      await page.goBack()
      await until(async () =>
        expect(await page.evaluate('document.activeElement.getAttribute("href")')).toContain(shortIdOf(9)),
      )
      expect(await page.evaluate('scrollY')).toBe(top)
    })

    it('can be used by keyboard alone', async () => {
      const { page, rowOf } = opened()
      await page.goto('/')
      await rowOf(1).waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toContain('Skip')
      await page.locator('.title').first().focus()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator('.entries').waitFor()
      expect(page.url()).toContain(shortIdOf(2))
      await page.locator('button.thumbnail').focus()
      await page.keyboard.press('Enter')
      await page.locator('dialog[open]').waitFor()
      await page.keyboard.press('Escape')
      await until(async () => expect(await page.locator('dialog[open]').count()).toBe(0))
    })
  })

  describe('a story', () => {
    it('is there from its address alone, and tells who said what and why it was linked', async () => {
      const { page, text } = opened()
      await page.goto(`/incidents/${shortIdOf(1)}`)
      const entries = page.locator('.entry')
      await until(async () => expect(await entries.count()).toBe(5))
      expect(await text(entries.nth(1))).toMatch(
        /Joel said it is fixed #payments.*Why Same thread as Maren, 2025-09-10 08:00/,
      )
      expect(await text(entries.nth(2))).toMatch(/Petra reported it again #storefront.*match 82 %/)
      await entries.nth(2).locator('summary').click()
      expect(await text(entries.nth(2))).toMatch(/meaning 0.71 · shared terms 0.40.*INC-A000002 41 %/)
      expect(await text(entries.nth(4))).toContain('set the severity to Critical')
      const outcome = await text('.outcome')
      expect(outcome).toMatch(/Suspected fix, not confirmed raising the pool size/)
      expect(outcome).toMatch(/Fix that did not hold restarted the gateway/)
      expect(await text('.about')).toContain('INC-B000001')
    })

    it('shows its pictures with what was read from them, and enlarges them', async () => {
      const { page, text } = opened()
      await page.goto(`/incidents/${shortIdOf(1)}`)
      const picture = page.locator('figure.picture')
      expect(await text(picture)).toMatch(/checkout\.png.*Error 504 upstream timed out/)
      await until(async () => expect(await page.evaluate('document.querySelector("button img").naturalWidth')).toBe(1))
      await picture.locator('button.thumbnail').click()
      await page.getByRole('dialog', { name: 'Screenshot checkout.png' }).waitFor()
      await page.getByRole('button', { name: 'Close' }).click()
      expect(await page.locator('dialog[open]').count()).toBe(0)
      expect(await text('figure.file')).toBe('trace.zip not read: of a kind that is not read')
    })

    it('says of a fix without words that it has none', async () => {
      const { api, page, text } = opened()
      const resolution = { text: '', by: 'Joel', at: START, permalink: null }
      api.rows = [row(1, { status: 'Resolved', resolution })]
      await page.goto(`/incidents/${shortIdOf(1)}`)
      expect(await text('.fix[data-tone=resolved]')).toMatch(/^Resolution Closed without words\. Joel · /)
    })

    it('shows what people wrote as text, whatever it tries to be', async () => {
      const { watched, page, text } = opened()
      await page.goto(`/incidents/${shortIdOf(1)}`)
      await page.locator('.entries').waitFor()
      expect(await text('.entry >> nth=0')).toContain('<script>document.title="hacked"</script>')
      expect(await page.title()).toBe(`${shortIdOf(1)} · Thala`)
      expect(await page.locator('main script, main img[src=x]').count()).toBe(0)
      expect(watched.complaints).toEqual([])
    })

    it('leads to its sources, and does not tell them from where', async () => {
      const { api, page, rowOf } = opened()
      api.rows = [row(1, { permalink: 'javascript:alert(1)' })]
      await page.goto('/')
      await rowOf(1).click()
      await page.locator('.entries').waitFor()
      const links = page.locator('a.source')
      expect(await links.count()).toBeGreaterThan(2)
      for (const link of await links.all()) {
        expect(await link.getAttribute('href')).toMatch(/^https:\/\/example\.slack\.com\//)
        expect(await link.getAttribute('rel')).toBe('noreferrer')
      }
    })

    it('that is very long says how much of it is left out', async () => {
      const { api, page, text } = opened()
      const { story } = api
      api.story = (incident) => ({ ...story(incident), omitted: { count: 1_200, after: 2 } })
      await page.goto(`/incidents/${shortIdOf(1)}`)
      expect(await text(page.locator('.entries > li').nth(2))).toBe('1200 entries are not shown here')
      expect(await text('.section')).toContain('1205 entries')
    })

    it('that nobody told, or not to this reader, is said to be missing', async () => {
      const { page, rowOf, text } = opened()
      await page.goto('/incidents/INC-ZZZZZZZ')
      await page.getByRole('heading', { name: 'No such incident' }).waitFor()
      expect(await text('.notice code')).toBe('INC-ZZZZZZZ')
      await page.getByRole('link', { name: 'All incidents', exact: true }).last().click()
      await rowOf(1).waitFor()
    })
  })
})
