import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barLine, plainLine } from './progress-bar.ts'

const step = (done: number, total = 2_800, label = 'reading acme.zip') => ({ label, done, total })

describe('a bar', () => {
  it.each([
    [0, 'reading acme.zip ░░░░░░░░░░   0% 0/2,800'],
    [1_260, 'reading acme.zip ████▌░░░░░  45% 1,260/2,800'],
    [2_800, 'reading acme.zip ██████████ 100% 2,800/2,800'],
  ])('draws %i of 2,800', (done, line) => {
    const figures = line.slice(line.indexOf('%') - 3)
    expect(barLine(step(done), 'reading acme.zip '.length + 10 + 1 + figures.length)).toBe(line)
  })

  it('gives way to the figures where there is little room, then the label does', () => {
    expect(barLine(step(1_400), 34)).toBe('reading acme.zip  50% 1,400/2,800')
    expect(barLine(step(1_400), 24)).toBe('…cme.zip  50% 1,400/2,800'.slice(-24).replace(/^./, '…'))
    expect(barLine(step(1_400), 10)).toHaveLength(10)
  })

  it('is full when there is nothing to do, and never more than full', () => {
    expect(barLine(step(0, 0), 80)).toContain('100% 0/0')
    expect(barLine(step(9, 3), 80)).toContain('100%')
  })

  it('is never wider than its room', () => {
    const size = fc.integer({ min: 0, max: 10_000_000 })
    fc.assert(
      fc.property(
        size,
        size,
        fc.string({ maxLength: 120 }),
        fc.integer({ min: 1, max: 160 }),
        (done, total, label, width) => {
          expect(barLine({ done, total, label }, width).length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('without a terminal', () => {
  it('nothing is said of nothing to do', () => expect(plainLine(step(0, 0), 0)).toBeNull())

  it('there is a line for each quarter, once', () => {
    let told = 0
    const lines: string[] = []
    for (let done = 0; done <= 2_800; done += 100) {
      const due = plainLine(step(done), told)
      if (!due) continue
      lines.push(due.line)
      told = due.told
    }
    expect(lines).toEqual(
      [700, 1_400, 2_100, 2_800].map((done) => `reading acme.zip: ${done.toLocaleString('en-US')} of 2,800`),
    )
  })
})
