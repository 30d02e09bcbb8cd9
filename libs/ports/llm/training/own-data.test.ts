import { readdirSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { categories, messageTypes } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { definitionSamples, shortUtterances, utterances, variants, writtenPosts } from './own-data.ts'
import { tasks } from './tasks.ts'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const row = { text: 'x', parent: null, type: 'discussion', complete: null, category: null, severity: null }

async function written(...rows: unknown[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'thala-utterances-')), 'u.jsonl')
  await writeFile(file, rows.map((one) => `${JSON.stringify(one)}\n`).join(''))
  return file
}

describe('utterances', () => {
  it.each([
    ['an unknown type', { ...row, type: 'outage' }],
    ['an unknown field', { ...row, note: 'x' }],
    ['an empty text', { ...row, text: '' }],
  ])('with %s are refused, naming file and line', async (_, bad) => {
    const file = await written(row, bad)
    expect(() => utterances(file)).toThrow(`${file}, line 2`)
  })

  it('stand in one group with all that answer the same parent, and with it', async () => {
    const report = { ...row, text: 'search is down', type: 'incident_report' }
    const replies = ['looking', 'fixed'].map((text) => ({ ...row, text, parent: report.text }))
    const groups = utterances(await written(report, ...replies)).map(({ group }) => group)
    expect(new Set(groups).size).toBe(1)
  })

  it('that are short only teach', async () => {
    expect(shortUtterances(await written(row))).toMatchObject([{ scored: false, group: 'taught' }])
  })

  it('that were written as posts only teach, and count less', async () => {
    const file = await written(row)
    expect(writtenPosts(file)).toMatchObject([{ scored: false, group: 'taught' }])
    expect(writtenPosts(file)[0]?.weight).toBeLessThan(shortUtterances(file)[0]?.weight ?? 0)
  })
})

describe('variants', () => {
  it('give a fix without its parent, at half the weight, unscored', async () => {
    const fix = { ...row, text: 'works again', parent: 'search is down', type: 'resolution', complete: true }
    const [original, ...rest] = utterances(await written(fix))
    expect(variants(original ? [original, ...rest] : [])).toMatchObject([
      { text: 'works again', parent: null, types: ['resolution'], complete: true, scored: false, weight: 3 },
    ])
  })

  it('do not say what an answer is without what it answers, but for a fix', async () => {
    const answer = { ...row, text: 'none since noon', parent: 'search is down' }
    expect(variants(utterances(await written(answer)))[0]?.types).not.toContain('resolution')
  })

  it('never answer a text of another group, so that hold-outs stay held out', () => {
    const own = utterances(here('utterances.jsonl'))
    const groupOf = new Map(own.filter(({ parent }) => parent === null).map(({ text, group }) => [text, group]))
    for (const { parent, group } of variants(own)) if (parent !== null) expect(groupOf.get(parent)).toBe(group)
  })
})

describe('the data of the project', () => {
  const files = readdirSync(here('.')).filter((name) => name.endsWith('.jsonl'))
  const all = files.flatMap((name) => utterances(here(name)))

  it('has every type, with and without a parent', () => {
    for (const type of messageTypes) {
      const rows = all.filter(({ types }) => types?.[0] === type)
      expect(rows.some(({ parent }) => parent === null)).toBe(true)
      expect(rows.some(({ parent }) => parent !== null)).toBe(true)
    }
  })

  it('says whether a fix is complete for fixes, and for nothing else', () => {
    expect(all.filter(({ types, complete }) => (complete === null) === (types?.[0] === 'resolution'))).toEqual([])
  })

  it('defines every category', () => {
    const defined = new Set(definitionSamples(here('categories.json')).map((one) => one.category))
    expect(defined).toEqual(new Set(categories))
  })

  it('teaches every class of every head', () => {
    const samples = [...all, ...definitionSamples(here('categories.json'))]
    for (const { classes, accepted } of tasks) {
      expect(new Set(samples.flatMap((one) => accepted(one) ?? [])).size).toBe(classes.length)
    }
  })
})
