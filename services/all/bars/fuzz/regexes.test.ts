import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '../../src/home.ts'
import { attacks } from './attacks.ts'
import { type Found, LIMIT_MS, regexesOf, timeRegexes } from './regexes.ts'

const here = (source: string, flags = ''): Found => ({ where: 'here:1', source, flags })
const TEXTS = 20

describe('the regular expressions of the project', () => {
  it('are found where they stand, and where they are put together', async () => {
    const found = await regexesOf(CHECKOUT)
    expect(found.length).toBeGreaterThan(150)
    expect(found.find(({ where }) => where.startsWith('libs/text/src/split.ts:'))).toBeDefined()
    expect(
      found.find(({ where, source }) => where === 'libs/text/src/analyze.ts' && source.includes('Pictographic')),
    ).toBeDefined()
    expect(found.filter(({ where }) => /\.test\.ts/.test(where))).toEqual([])
  })
})

describe('texts that a regular expression may take for ever over', () => {
  it('are made of its own characters and of what it takes, and are the same for the same seed', () => {
    const units = attacks(/^https?:\/\/\w+$/, 1, 60)
    expect(units).toEqual(attacks(/^https?:\/\/\w+$/, 1, 60))
    expect(units).toEqual(expect.arrayContaining([':', '/', ' ', expect.stringMatching(/^https?:\/\/\w+$/)]))
    expect(attacks(/abc/, 1, 5)).toHaveLength(5)
  })

  it.each([
    ['is tried at every place', '\\s+$', ''],
    ['is tried at every place but the first', '^\\n+|\\n+$', 'g'],
    ['tries every way to share what it takes', '^(a+)+$', ''],
    ['tries every place for each of its matches', '.*?,.*?;', 'g'],
  ])('find one that %s, and end it', async (_, source, flags) => {
    const { slow } = await timeRegexes([here(source, flags), here('^a$')], 1, TEXTS)
    expect(slow).toEqual([expect.objectContaining({ where: 'here:1', regex: `/${source}/${flags}` })])
    expect(slow[0]?.ms).toBeGreaterThan(LIMIT_MS)
  })

  it('find nothing in one that is not', async () => {
    expect((await timeRegexes([here('[a-z]{1,20}\\d', 'g')], 1, TEXTS)).slow).toEqual([])
  })
})
