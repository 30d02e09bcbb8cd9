// Whether everybody can use the page: contrast in light and dark, names and headings, narrow screens, and nothing that jumps.

import { incidentStates } from '@thala/contracts'
import { describeWithBrowser } from '@thala/testkit/browser'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { row, shortIdOf } from './fixtures/example.ts'
import { type StandIn, startStandIn } from './fixtures/stand-in.ts'
import { openBrowser, watchedPage } from './fixtures/watched-page.ts'

const views = ['/', '/?q=payments', '/?q=xyzzy', `/incidents/${shortIdOf(1)}`, '/incidents/INC-ZZZZZZZ']
const isThere = '.entries, tbody tr, .notice'

// Each runs in the page. Contrast as WCAG 2.2 computes it, of every element that holds text of its own.
const CONTRASTS = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return [255, 255, 255]
  }
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
  return [...document.querySelectorAll('body *')].filter((element) => own(element) && element.checkVisibility()).map((element) => {
    const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))].sort((x, y) => y - x)
    return { text: element.textContent.trim().slice(0, 40), ratio: (a + 0.05) / (b + 0.05) }
  })
})()`

// Of each state, severity, category, number and time in the list: its text, and whether it is broken or leaves its place.
const WORDS_IN_ROWS = `[...document.querySelectorAll('tbody :is(.status, .severity, .c-category, .number, time)')]
  .filter((element) => element.checkVisibility()).map((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
    const cell = element.closest('td')
    const place = (getComputedStyle(cell).display === 'table-cell' ? cell : cell.parentElement)
    const most = place.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(place).paddingRight)
    const isBroken = lines > 1 || (element === cell ? range : element).getBoundingClientRect().right > most + 1
    return element.textContent + (isBroken ? ' broken' : '')
  })`

// The order from left to right in which the pieces of text in an element are drawn, each by its number.
const LEFTS = `(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const lefts = []
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() === '') continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    lefts.push(range.getBoundingClientRect().left)
  }
  return lefts.map((left, i) => ({ left, i })).sort((a, b) => a.left - b.left).map(({ i }) => i)
}`

const FOCUSED = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
  const after = getComputedStyle(document.activeElement, '::after')
  return [outlineStyle === 'none' ? '' : outlineWidth, after.outlineStyle === 'none' ? '' : after.outlineWidth].join('')
})()`

const SHIFTS = `(() => {
  globalThis.shifts = []
  new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map((one) => one.value)))
    .observe({ type: 'layout-shift', buffered: false })
})()`

await describeWithBrowser('everybody', (executablePath) => {
  let browser: Browser
  let api: StandIn
  beforeAll(async () => {
    browser = await openBrowser(executablePath)
    api = await startStandIn(Array.from({ length: 23 }, (_, i) => row(i + 1)))
    api.badge = 'sample workspace'
  })
  afterAll(async () => {
    await browser?.close()
    await api?.stop()
  })

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(views)('can read %s: a contrast of 4.5 at least', async (address) => {
      const { page, close, complaints } = await watchedPage(browser, api.url, { colorScheme })
      await page.goto(address)
      await page.locator(isThere).first().waitFor()
      const all = await page.evaluate<{ text: string; ratio: number }[]>(CONTRASTS)
      expect(all.length).toBeGreaterThan(5)
      expect(all.filter(({ ratio }) => ratio < 4.5)).toEqual([])
      // What is not there is a 404, and browsers say so.
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
      await close()
    })
  })

  it.each(views)(
    'finds their way in %s: one main part, one first heading, and a name for all that can be used',
    async (address) => {
      const { page, close } = await watchedPage(browser, api.url)
      await page.goto(address)
      await page.locator(isThere).first().waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      for (const landmark of ['main', 'banner'] as const) expect(await page.getByRole(landmark).count()).toBe(1)
      const levels = await page
        .locator('h1, h2, h3')
        .evaluateAll((all) => all.map((one) => Number(one.tagName.slice(1))))
      expect(levels.filter((level) => level === 1).length).toBeLessThanOrEqual(1)
      expect(levels.every((level, i) => level <= (levels[i - 1] ?? level) + 1)).toBe(true)
      const nameless = 'a, button, input, img, dialog, table, nav, section[aria-label]'
      for (const one of await page.locator(nameless).all()) {
        if (!(await one.isVisible())) continue
        expect(await one.ariaSnapshot()).toMatch(/^- '?[a-z]+ "[^"]+"|^- '?(?:region|table|navigation|img) "/)
      }
      await close()
    },
  )

  it.each(views)('needs not scroll sideways on a phone: %s', async (address) => {
    const { page, close } = await watchedPage(browser, api.url, { viewport: { width: 360, height: 740 } })
    await page.goto(address)
    await page.locator(isThere).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await close()
  })

  it.each([360, 1280])('reads states, severities and times in one piece, on a screen of %d pixels', async (width) => {
    const own = await startStandIn(
      incidentStates.flatMap((status, i) => [
        row(2 * i + 1, { status, severity: null, reports: 12 }),
        row(2 * i + 2, { status, severity: 'Critical', category: 'Authentication', reports: 99 }),
      ]),
    )
    const { page, close } = await watchedPage(browser, own.url, { viewport: { width, height: 740 } })
    await page.goto('/')
    await page.locator('tbody tr').first().waitFor()
    expect(await page.evaluate<string[]>(WORDS_IN_ROWS)).toHaveLength(10 * (width > 760 ? 5 : 4))
    expect(await page.evaluate<string[]>(`${WORDS_IN_ROWS}.filter((text) => text.endsWith('broken'))`)).toEqual([])
    await close()
    await own.stop()
  })

  it('reads a name that turns the direction of writing, and everything else as it stands', async () => {
    const reporter = '\u202eBob'
    const own = await startStandIn([row(1, { reporter }), row(2, { reporter: 'דנה לוי 7', conversation: 'משמרת' })])
    const { page, close } = await watchedPage(browser, own.url)
    for (const n of [1, 2]) {
      await page.goto(`/incidents/${shortIdOf(n)}`)
      await page.locator('.entries').waitFor()
      // `By … in …`: the name first, then our word, then the place.
      expect(await page.evaluate(`(${LEFTS})(document.querySelectorAll('.about dd')[1])`)).toEqual([0, 1, 2])
    }
    await page.goto('/')
    await page.locator('tbody tr').first().waitFor()
    expect(await page.evaluate(`(${LEFTS})(document.querySelectorAll('td .under')[1])`)).toEqual([0, 1, 2, 3])
    await close()
    await own.stop()
  })

  it('sees where the keyboard is, whatever it is on', async () => {
    const { page, close } = await watchedPage(browser, api.url)
    await page.goto('/')
    await page.locator('tbody tr').first().waitFor()
    for (let i = 0; i < 17; i++) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(FOCUSED)).toContain('2px')
    }
    await close()
  })

  it('has a table on a phone too, with its columns', async () => {
    const { page, close } = await watchedPage(browser, api.url, { viewport: { width: 360, height: 740 } })
    await page.goto('/')
    await page.locator('tbody tr').first().waitFor()
    const table = page.getByRole('table', { name: 'Incidents' })
    expect(await table.getByRole('row').count()).toBe(11)
    expect(await table.getByRole('columnheader', { name: 'Severity' }).count()).toBe(1)
    await close()
  })

  it('is not made to look again for their place: a live update shifts nothing', async () => {
    const { page, close } = await watchedPage(browser, api.url)
    await page.goto('/')
    await page.locator('.connection[data-state=live]').waitFor()
    await page.locator('tbody tr').first().waitFor()
    await page.evaluate(SHIFTS)
    const before = api.rows
    api.rows = before.map((one, i) =>
      i === 2 ? { ...one, status: 'Reopened' as const, reports: 12, severity: null } : one,
    )
    api.changed(row(3).id)
    await page.locator('.status', { hasText: 'Reopened' }).waitFor()
    api.rows = before
    // Within a cell digits may take more room; a row that moved would be a hundred times this.
    expect(await page.evaluate('globalThis.shifts.reduce((sum, one) => sum + one, 0)')).toBeLessThan(0.0001)
    await close()
  })

  it('who wants no motion sees none', async () => {
    const { page, close } = await watchedPage(browser, api.url, { reducedMotion: 'reduce' })
    await page.goto('/')
    await vi.waitFor(async () => expect(await page.locator('tbody tr').count()).toBe(10))
    const duration = await page.evaluate('getComputedStyle(document.querySelector("tbody")).transitionDuration')
    expect(Number.parseFloat(String(duration))).toBeLessThan(0.001)
    await close()
  })
})
