import { type EntryRole, entryRoles } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, evaluate } from './evaluate.ts'

const entry = (entryId: string, at: number, role: EntryRole, more: Partial<Entry> = {}): Entry => ({
  entryId,
  role,
  at,
  decisionVersion: 1,
  evidence: { kind: 'root', reasons: [], candidates: [] },
  author: null,
  conversationId: null,
  category: null,
  severity: null,
  ...more,
})
const report = entry('r', 1, 'report', { category: 'API', severity: 'High' })
const fix = entry('f', 2, 'resolution')
const status = (...entries: Entry[]) => evaluate(entries).status

describe('an incident without a report', () => {
  it('is deleted, whatever else was said in it', () => {
    expect(status()).toBe('Deleted')
    const left = evaluate([fix, entry('s', 3, 'suspected-fix'), entry('p', 4, 'person-reopened')])
    expect(left).toMatchObject({ status: 'Deleted', rootId: null, resolution: null, suspectedFix: null })
  })

  it('is deleted when its reports were withdrawn, even if a person dismissed it', () => {
    expect(status(entry('r', 1, 'withdrawn'), fix, entry('d', 3, 'dismissed'))).toBe('Deleted')
  })
})

describe('status', () => {
  it.each<[string, EntryRole[], string]>([
    ['a report opens', ['report'], 'Open'],
    ['a resolution closes', ['report', 'resolution'], 'Resolved'],
    ['a person closes', ['report', 'person-resolved'], 'Resolved'],
    ['a suspected fix does not close', ['report', 'suspected-fix'], 'Open'],
    ['a late report does not reopen', ['report', 'resolution', 'corroboration'], 'Resolved'],
    ['talk does not reopen', ['report', 'resolution', 'discussion', 'severity'], 'Resolved'],
    ['a recurrence reopens', ['report', 'resolution', 'recurrence'], 'Reopened'],
    ['a person reopens', ['report', 'resolution', 'person-reopened'], 'Reopened'],
    ['a recurrence of what is open changes nothing', ['report', 'recurrence'], 'Open'],
    ['a person who reopens what is open changes nothing', ['report', 'person-reopened'], 'Open'],
    ['what was reopened closes again', ['report', 'resolution', 'recurrence', 'resolution'], 'Resolved'],
    ['later evidence counts again after a person', ['report', 'person-resolved', 'recurrence'], 'Reopened'],
    ['a person dismisses', ['report', 'dismissed'], 'Dismissed'],
    ['a dismissed one is not resolved by a fix', ['report', 'dismissed', 'resolution'], 'Dismissed'],
    ['a dismissed one does not recur', ['report', 'resolution', 'dismissed', 'recurrence'], 'Dismissed'],
    ['a person takes a dismissal back', ['report', 'dismissed', 'person-reopened'], 'Reopened'],
  ])('%s', (_, roles, expected) => {
    expect(status(...roles.map((role, at) => entry(`e${at}`, at, role)))).toBe(expected)
  })
})

describe('fixes', () => {
  it('the first one keeps the credit until it fails', () => {
    const later = entry('g', 3, 'resolution')
    expect(evaluate([report, fix, later]).resolution).toEqual({ messageId: 'f', at: 2 })
    const failed = evaluate([report, fix, later, entry('again', 4, 'recurrence'), entry('h', 5, 'resolution')])
    expect(failed.resolution).toEqual({ messageId: 'h', at: 5 })
    expect(failed.failedFixes).toEqual([{ messageId: 'f', at: 2, reopenedBy: 'again' }])
  })

  it('a suspicion stands until the incident is resolved, and is not raised after', () => {
    const guess = entry('s', 2, 'suspected-fix')
    expect(evaluate([report, guess]).suspectedFix).toEqual({ messageId: 's', at: 2 })
    expect(evaluate([report, guess, entry('f', 3, 'resolution')]).suspectedFix).toBeNull()
    expect(evaluate([report, entry('f', 1.5, 'resolution'), guess]).suspectedFix).toBeNull()
  })

  it('a fix told before its report is suspected from the report on', () => {
    const told = { ...report, orphan: { messageId: 'early', role: 'suspected-fix' as const } }
    expect(evaluate([told])).toMatchObject({ status: 'Open', suspectedFix: { messageId: 'early', at: 1 } })
  })

  it('a fix told before its report closes when a person confirmed it, for later reports too', () => {
    const orphan = { messageId: 'early', role: 'resolution' as const }
    expect(evaluate([{ ...report, orphan }])).toMatchObject({ status: 'Resolved', resolution: { messageId: 'early' } })
    const voice = entry('c', 2, 'corroboration', { orphan })
    expect(evaluate([report, voice])).toMatchObject({ status: 'Resolved', resolution: { messageId: 'early', at: 2 } })
  })

  it('nothing counts as a fix of what was dismissed', () => {
    const dismissed = evaluate([report, fix, entry('d', 3, 'dismissed'), entry('s', 4, 'suspected-fix')])
    expect(dismissed).toMatchObject({ resolution: null, suspectedFix: null })
  })
})

describe('what an incident is about', () => {
  it('comes from its earliest live report', () => {
    const second = entry('r2', 2, 'corroboration', { category: 'Database', severity: 'Low' })
    expect(evaluate([second, report])).toMatchObject({ rootId: 'r', openedAt: 1, category: 'API', severity: 'High' })
    const gone = evaluate([{ ...report, role: 'withdrawn' }, second])
    expect(gone).toMatchObject({ rootId: 'r2', openedAt: 2, category: 'Database', severity: 'Low' })
  })

  it('takes the latest severity that a person gave, even when it was given first', () => {
    const said = (at: number, severity: 'Low' | 'Critical') => entry(`s${at}`, at, 'severity', { severity })
    expect(evaluate([report, said(3, 'Low'), said(2, 'Critical')]).severity).toBe('Low')
    expect(evaluate([said(0, 'Critical'), report]).severity).toBe('Critical')
  })

  it('ends with its latest live entry', () => {
    expect(evaluate([report, entry('late', 9, 'discussion'), entry('gone', 99, 'withdrawn')]).lastAt).toBe(9)
  })
})

describe('any order of arrival', () => {
  const entries = fc.uniqueArray(
    fc
      .record({ id: fc.nat(30), at: fc.nat(9), role: fc.constantFrom(...entryRoles) })
      .map((e) => entry(`e${e.id}`, e.at, e.role)),
    { selector: (e) => e.entryId, maxLength: 12 },
  )

  it('ends in the same state', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat(1000)), (all, keys) => {
        const shuffled = all.map((e) => ({ e, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        expect(evaluate(shuffled.map(({ e }) => e))).toEqual(evaluate(all))
      }),
    )
  })

  it('has a resolution exactly when it is resolved', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const { status: state, resolution, rootId } = evaluate(all)
        expect(resolution !== null).toBe(state === 'Resolved')
        expect(rootId === null).toBe(state === 'Deleted')
      }),
    )
  })
})
