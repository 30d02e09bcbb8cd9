import { describe, expect, it } from 'vitest'
import { latestIssues } from './latest-issues.ts'
import type { Reader } from './reader.ts'
import {
  conversationId,
  exampleWorkspace,
  incidentOf,
  incidents,
  messageId,
  PAYMENTS,
  personId,
  START,
  STOREFRONT,
  workspace,
} from './testing/index.ts'

const operator: Reader = { kind: 'local-operator' }
const member: Reader = { kind: 'person', id: personId('U1') }
const guest: Reader = { kind: 'person', id: personId('U3') }
const unknown: Reader = { kind: 'person', id: personId('U9') }

async function issuesFor(reader: Reader) {
  const { store } = await exampleWorkspace()
  return latestIssues(store, reader, { page: 1 })
}

describe('the list of incidents', () => {
  it.each<[string, Reader, string[]]>([
    ['nobody: none', unknown, []],
    ['a guest: those told where they are a member', guest, [incidents.payments]],
    [
      'the operator: the public ones, latest activity first',
      operator,
      [incidents.search, incidents.login, incidents.payments],
    ],
    [
      'a member: the private ones too',
      member,
      [incidents.search, incidents.tokens, incidents.login, incidents.payments],
    ],
  ])('shows %s', async (_, reader, expected) => {
    const list = await issuesFor(reader)
    expect(list.issues.map(({ incidentId }) => incidentId)).toEqual(expected)
    expect(list).toMatchObject({ total: expected.length, page: 1, pages: 1 })
  })

  it('leaves out what was dismissed or deleted', async () => {
    const { issues } = await issuesFor(member)
    const shown = issues.map(({ incidentId }) => incidentId)
    expect(shown).not.toContain(incidents.lunch)
    expect(shown).not.toContain(incidents.basket)
  })

  it('counts only what the reader may read, page by page', async () => {
    const w = workspace()
    w.conversation(PAYMENTS, 'payments', 'public')
    w.conversation('GX', 'secret', 'private', ['U1'])
    for (let i = 0; i < 46; i++) {
      const channel = i % 2 === 0 ? PAYMENTS : 'GX'
      const id = await w.message({ channel, minutes: i, text: `incident number ${i}` })
      await w.link(incidentOf(channel, i), id, i, { role: 'report' })
    }
    const pages = await Promise.all([1, 2, 3, 4].map((page) => latestIssues(w.store, operator, { page })))
    expect(pages.map(({ total, pages, issues }) => [total, pages, issues.length])).toEqual([
      [23, 3, 10],
      [23, 3, 10],
      [23, 3, 3],
      [23, 3, 0],
    ])
    const titles = pages.flatMap(({ issues }) => issues.map(({ title }) => title))
    expect(titles).toEqual(Array.from({ length: 23 }, (_, i) => `incident number ${44 - 2 * i}`))
  })

  it('can be of the open ones or the resolved ones alone, and counts both for this reader in any case', async () => {
    const { store } = await exampleWorkspace()
    const listed = async (reader: Reader, status?: 'open' | 'resolved') => {
      const { issues, total, counts } = await latestIssues(store, reader, { page: 1, status })
      return [issues.map((issue) => issue.status), total, counts.open, counts.resolved]
    }
    expect(await listed(operator)).toEqual([['Reopened', 'Resolved', 'Resolved'], 3, 1, 2])
    expect(await listed(operator, 'open')).toEqual([['Reopened'], 1, 1, 2])
    expect(await listed(operator, 'resolved')).toEqual([['Resolved', 'Resolved'], 2, 1, 2])
    expect(await listed(member, 'open')).toEqual([['Reopened', 'Open'], 2, 2, 2])
    expect(await listed(unknown, 'open')).toEqual([[], 0, 0, 0])
  })

  it('does not count an incident whose last message is gone, before its facts say so', async () => {
    const w = await exampleWorkspace()
    await w.message({ channel: STOREFRONT, minutes: 60, text: '', deleted: true, revision: 70 })
    const list = await latestIssues(w.store, operator, { page: 1 })
    expect(list.total).toBe(2)
    expect(list.issues.map(({ incidentId }) => incidentId)).not.toContain(incidents.login)
  })

  it('is not reordered by what happens where the reader cannot read', async () => {
    const w = await exampleWorkspace()
    const secret = await w.message({ channel: 'GSEC', minutes: 900, text: 'more about the login' })
    await w.link(incidents.login, secret, 900, { role: 'discussion' })
    const ids = async (reader: Reader) =>
      (await latestIssues(w.store, reader, { page: 1 })).issues.map((one) => one.incidentId)
    expect((await ids(operator))[0]).toBe(incidents.search)
    expect((await ids(member))[0]).toBe(incidents.login)
  })
})

describe('the card of an incident', () => {
  const cardFor = async (reader: Reader, id: string) =>
    (await issuesFor(reader)).issues.find(({ incidentId }) => incidentId === id)

  it('tells a public incident with its fix', async () => {
    expect(await cardFor(operator, incidents.payments)).toMatchObject({
      shortId: expect.stringMatching(/^INC-[A-Z][0-9A-Z]{6}$/),
      status: 'Resolved',
      title: 'Payments are timing out at checkout since 08:00',
      severity: 'High',
      category: 'Payment',
      openedAt: START,
      lastAt: START + 40 * 60_000,
      reporter: 'Joel',
      conversation: 'payments',
      reports: 2,
      resolution: { text: expect.stringContaining('rolled tiller back'), by: 'Joel', at: START + 40 * 60_000 },
      suspectedFix: null,
      failedFixes: [],
    })
  })

  it('tells outsiders of a private fix only that and when', async () => {
    const card = await cardFor(operator, incidents.login)
    expect(card).toMatchObject({
      status: 'Resolved',
      resolution: { text: null, by: null, at: START + 90 * 60_000, permalink: null },
    })
    expect(JSON.stringify(card)).not.toMatch(/rotated|security|GSEC/)
  })

  it('tells members of the private conversation the words of the fix', async () => {
    expect(await cardFor(member, incidents.login)).toMatchObject({
      resolution: { text: 'rotated the leaked signing key, login works', by: 'Maren' },
    })
  })

  it('names a private conversation to its members', async () => {
    expect(await cardFor(member, incidents.tokens)).toMatchObject({ conversation: 'security-leads' })
  })

  it('quotes the fix that failed and the one that is suspected', async () => {
    expect(await cardFor(operator, incidents.search)).toMatchObject({
      status: 'Reopened',
      resolution: null,
      reports: 2,
      suspectedFix: { text: expect.stringContaining('pinned the analyzer'), by: 'Maren' },
      failedFixes: [{ text: expect.stringContaining('reindexed'), by: 'Maren' }],
    })
  })

  it('keeps a suspected fix to itself that the reader may not read', async () => {
    const w = await exampleWorkspace()
    const guess = await w.message({ channel: 'GSEC', minutes: 270, text: 'patched it in secret' })
    await w.link(incidents.search, guess, 270, { role: 'suspected-fix' })
    const { issues } = await latestIssues(w.store, operator, { page: 1 })
    const card = issues.find(({ incidentId }) => incidentId === incidents.search)
    expect(card).toMatchObject({ status: 'Reopened', suspectedFix: null, lastAt: START + 260 * 60_000 })
  })

  it('takes its title from a report that is readable when the first is not', async () => {
    const w = await exampleWorkspace()
    const told = await w.message({ channel: STOREFRONT, minutes: 130, text: 'somebody saw tokens in a log?', by: 'U2' })
    await w.link(incidents.tokens, told, 130, { role: 'corroboration' })
    const { issues } = await latestIssues(w.store, operator, { page: 1 })
    const card = issues.find(({ incidentId }) => incidentId === incidents.tokens)
    expect(card).toMatchObject({
      title: 'somebody saw tokens in a log?',
      reporter: 'Joel',
      reports: 1,
      openedAt: START + 130 * 60_000,
      category: null,
      severity: null,
    })
  })

  it('takes its title from the earliest message when no report is readable', async () => {
    const w = await exampleWorkspace()
    const talk = await w.message({ channel: STOREFRONT, minutes: 131, text: 'see what security says about tokens' })
    await w.link(incidents.tokens, talk, 131, { role: 'discussion' })
    const { issues } = await latestIssues(w.store, operator, { page: 1 })
    const card = issues.find(({ incidentId }) => incidentId === incidents.tokens)
    expect(card).toMatchObject({
      title: 'see what security says about tokens',
      reports: 0,
      openedAt: START + 131 * 60_000,
    })
  })

  it('names the person who closed it without words', async () => {
    const w = await exampleWorkspace()
    await w.link(incidents.search, 'correction-1', 400, { role: 'person-resolved' }, 'U2')
    const { issues } = await latestIssues(w.store, operator, { page: 1 })
    expect(issues[0]).toMatchObject({
      incidentId: incidents.search,
      status: 'Resolved',
      resolution: { text: null, by: 'Joel', at: START + 400 * 60_000 },
    })
  })

  it('uses the text of attachments when a report has no words of its own', async () => {
    const w = workspace()
    w.conversation(PAYMENTS, 'payments', 'public')
    const attachments = [
      { name: 'a.png', mimeType: 'image/png', bytes: 1, url: null, text: '\n ECONNREFUSED 10.0.0.7 ' },
    ]
    await w.link(
      incidentOf(PAYMENTS, 1),
      await w.message({ channel: PAYMENTS, minutes: 1, text: ' ', attachments }),
      1,
      { role: 'report' },
    )
    expect((await latestIssues(w.store, operator, { page: 1 })).issues[0]?.title).toBe('ECONNREFUSED 10.0.0.7')
  })

  it('is open to a list of conversations as far as the list goes', async () => {
    const w = await exampleWorkspace()
    const list = await latestIssues(w.store, { kind: 'conversations', ids: [conversationId(PAYMENTS)] }, { page: 1 })
    expect(list.issues.map(({ incidentId }) => incidentId)).toEqual([incidents.payments])
    expect(messageId(PAYMENTS, 0)).toContain('CPAY')
  })
})
