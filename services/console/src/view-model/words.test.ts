import { entryRoles, evidenceKinds, incidentStates } from '@thala/contracts'
import type { PageEvidence } from '@thala/contracts/page'
import { describe, expect, it } from 'vitest'
import {
  counted,
  fixWords,
  furtherReasons,
  placeName,
  range,
  roleTones,
  roleWords,
  statusTones,
  whyLinked,
} from './words.ts'

const evidence = (more: Partial<PageEvidence>): PageEvidence => ({
  kind: 'root',
  score: null,
  reasons: [],
  via: null,
  candidates: [],
  ...more,
})

describe('why an entry was linked', () => {
  it.each<[Partial<PageEvidence>, string | null, string]>([
    [{ kind: 'root' }, null, 'Opened this incident'],
    [{ kind: 'thread' }, 'Maren, 08:00', 'Same thread as Maren, 08:00'],
    [{ kind: 'thread' }, null, 'Same thread'],
    [{ kind: 'reference' }, 'Maren, 08:00', 'Refers to Maren, 08:00'],
    [{ kind: 'reference' }, null, 'Refers to it by name'],
    [{ kind: 'score', score: 0.824 }, 'Maren, 08:00', 'Reads alike: match 82 %, nearest Maren, 08:00'],
    [{ kind: 'score', score: 0 }, null, 'Reads alike: match 0 %'],
    [{ kind: 'score' }, null, 'Reads alike'],
  ])('%j via %s: %s', (more, via, words) => expect(whyLinked(evidence(more), via)).toBe(words))

  it('is a sentence for every kind of evidence', () => {
    for (const kind of evidenceKinds) expect(whyLinked(evidence({ kind }), null)).toMatch(/^[A-Z][^.]+$/)
  })

  it('does not say its reasons twice', () => {
    expect(furtherReasons(evidence({ kind: 'thread', reasons: ['same thread', 'meaning 0.71'] }))).toEqual([
      'meaning 0.71',
    ])
  })
})

it('every role and state has words and a tone', () => {
  for (const role of entryRoles) expect([role, roleWords[role], roleTones[role]]).not.toContain(undefined)
  for (const state of incidentStates) expect([state, statusTones[state]]).not.toContain(undefined)
})

describe('what is said of a fix', () => {
  const fix = { text: 'rolled back', by: 'Joel', at: 0, permalink: null }
  it.each([
    [fix, 'rolled back'],
    [{ ...fix, text: '' }, 'Closed without words.'],
    [{ ...fix, text: ' \n' }, 'Closed without words.'],
    [{ ...fix, text: '', by: null }, 'Closed without words.'],
    [{ ...fix, text: null }, 'Closed by a person, without words.'],
    [{ ...fix, text: null, by: null }, 'Told where you may not read it.'],
  ])('%j: %s', (of, words) => expect(fixWords(of)).toBe(words))
})

describe('where one is in the list', () => {
  const rows = (count: number) => Array.from({ length: count }) as never[]
  it.each([
    [1, 23, 10, '1–10 of 23'],
    [2, 23, 10, '11–20 of 23'],
    [3, 23, 3, '21–23 of 23'],
    [4, 23, 0, 'none of 23 here'],
    [1, 0, 0, 'none'],
    [1, 1, 1, '1 of 1'],
  ])('page %d of %d incidents with %d rows: %s', (page, total, shown, words) => {
    expect(range({ page, pageSize: 10, total, incidents: rows(shown) })).toBe(words)
  })
})

it.each([
  [0, '0 reports'],
  [1, '1 report'],
  [2, '2 reports'],
])('%d: %s', (count, words) => expect(counted(count, 'report')).toBe(words))

it.each([
  ['payments', '#payments'],
  ['zahlung-über_2', '#zahlung-über_2'],
  ['ops@acme.example', 'ops@acme.example'],
  ['OPS', 'OPS'],
  ['Service desk', 'Service desk'],
])('%s: %s', (name, words) => expect(placeName(name)).toBe(words))
