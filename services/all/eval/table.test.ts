import { describe, expect, it } from 'vitest'
import type { Outcome } from './figures.ts'
import { jsonOf, tableOf } from './table.ts'

const figure = { value: 0.81234, n: 538, lo: 0.7, hi: 0.9 }
const outcomes = new Map<string, Outcome>([
  ['link', { figures: { accuracy: { ...figure, baseline: { name: 'most recent', value: 0.7 } } }, notes: ['a note'] }],
  ['ocr', { skipped: 'the data has no folder screenshots' }],
  ['mail', { failed: 'mails.jsonl, line 3: ts: not a time' }],
])

describe('the table', () => {
  it('shows a figure with its interval, its count and what a simple rule reaches', () => {
    const line = tableOf(outcomes).find((one) => one.includes('accuracy'))
    expect(line).toMatch(/accuracy\s+0\.812\s+\[0\.700, 0\.900\]\s+n\s+538\s+0\.700 most recent$/)
  })

  it('says what was not run, and why', () => {
    expect(tableOf(outcomes)).toContain('ocr: not run: the data has no folder screenshots')
    expect(tableOf(outcomes)).toContain('mail: FAILED: mails.jsonl, line 3: ts: not a time')
    expect(tableOf(outcomes).join('\n')).toContain('(a note)')
  })
})

describe('the JSON', () => {
  it('has what was run, by task and metric', () => {
    expect(jsonOf(outcomes)).toEqual({
      link: { accuracy: { ...figure, baseline: { name: 'most recent', value: 0.7 } } },
    })
  })
})
