import { collections } from '@thala/contracts'
import { exampleWorkspace, incidentOf as incidentId, messageId, PAYMENTS, workspace } from '@thala/incidents/testing'
import type { Output } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { placeOfReport } from './readership.ts'
import { messageOf, reportOf } from './said.ts'
import { entriesOf, incidentOf, isFindable, isStored, messageOutput, type WriteDeps, write } from './write.ts'

const message = messageOf(
  reportOf(
    {
      issueId: 'PAY-17',
      texts: ['the shop is down'],
      timestamp: 1_000,
      source: 'api',
      status: 'Open',
      category: null,
      severity: null,
      likelihood: null,
    },
    2_000,
  ),
  placeOfReport('workspace', undefined),
  2_000,
)
const outputs = [messageOutput(message)]

function deps(more: Partial<WriteDeps> = {}) {
  const appended: Output[] = []
  const append = async (some: readonly Output[]) => void appended.push(...some)
  return { appended, deps: { store: workspace().store, append, now: () => 0, patienceMs: 60, ...more } }
}

describe('a write', () => {
  it('of nothing, or of what is shown already, appends nothing', async () => {
    const { appended, deps: writing } = deps()
    expect(await write(writing, [], async () => false)).toBe(true)
    expect(await write(writing, outputs, async () => true)).toBe(true)
    expect(appended).toEqual([])
  })

  it('appends before it looks, and answers when it is shown', async () => {
    const { appended, deps: writing } = deps({ patienceMs: 60_000 })
    let looks = 0
    expect(await write(writing, outputs, async () => appended.length > 0 && ++looks > 2)).toBe(true)
    expect(appended).toEqual(outputs)
  })

  it('that is not shown in time was taken in all the same', async () => {
    const { appended, deps: writing } = deps()
    expect(await write(writing, outputs, async () => false)).toBe(false)
    expect(appended).toEqual(outputs)
  })

  it('looks again as soon as there is news', async () => {
    let tell: () => void = () => undefined
    const news = () => new Promise<void>((resolve) => (tell = resolve))
    const { deps: writing } = deps({ patienceMs: 60_000, news })
    let looks = 0
    const isShown = async () => {
      queueMicrotask(() => tell())
      return ++looks > 500
    }
    const before = performance.now()
    expect(await write(writing, outputs, isShown)).toBe(true)
    // By its own clock it would look ten times a second.
    expect(performance.now() - before).toBeLessThan(20_000)
  })

  it('that the log does not take fails', async () => {
    const { deps: writing } = deps({ append: async () => Promise.reject(new Error('no answer')) })
    await expect(write(writing, outputs, async () => false)).rejects.toThrow('no answer')
  })
})

describe('a message', () => {
  const stored = (more: object) => {
    const w = workspace()
    const state = { ...message, ...more }
    w.store.put(collections.messages, { id: message.messageId, body: { version: 1, state }, index: {} })
    return isStored(w.store, message)
  }

  it.each<[string, object, boolean]>([
    ['with other words, told before', { revision: 1_999, text: 'before' }, false],
    ['with another status, told before', { revision: 1_999, said: { type: 'incident_report' } }, false],
    ['deleted before', { revision: 1_999, deleted: true }, false],
    ['the same, told before', { revision: 1 }, true],
    ['this version', {}, true],
    ['a later version', { revision: 2_001, text: 'after' }, true],
  ])('counts as stored: %s → %s', async (_, more, expected) => {
    expect(await stored(more)).toBe(expected)
  })

  it('is findable once look-ups have caught up, or among too many of its millisecond', async () => {
    const w = workspace()
    const put = (id: string) =>
      w.store.put(collections.messages, { id, body: { version: 1, state: message }, index: { at: message.at } })
    expect(await isFindable(w.store, message)).toBe(false)
    put(message.messageId)
    expect(await isFindable(w.store, message)).toBe(true)
    const crowd = workspace()
    for (let i = 0; i < 100; i++)
      crowd.store.put(collections.messages, { id: `${i}`, body: {}, index: { at: message.at } })
    expect(await isFindable(crowd.store, message)).toBe(true)
  })

  it('that nobody told is not stored', async () => {
    expect(await isStored(workspace().store, message)).toBe(false)
  })
})

describe('the incident of a message', () => {
  it('is its own, or the one that it joined; withdrawn entries count for nothing', async () => {
    const { store } = await exampleWorkspace()
    const payments = incidentId(PAYMENTS, 0)
    expect(await incidentOf(store, messageId(PAYMENTS, 0))).toMatchObject({ id: payments, entry: { role: 'report' } })
    expect(await incidentOf(store, messageId(PAYMENTS, 4))).toMatchObject({ id: payments })
    expect(await incidentOf(store, 'slack:T1:CPAY:9.000000')).toBeUndefined()
    expect([...(await entriesOf(store, incidentId(PAYMENTS, 4))).keys()]).toEqual([])
  })
})
