import { describe, expect, it } from 'vitest'
import { predictIncident } from './predict-incident.ts'
import type { Reader } from './reader.ts'
import { FLOOR } from './relevance.ts'
import { searchIncidents } from './search-incidents.ts'
import {
  exampleWorkspace,
  ids,
  incidentOf,
  incidents,
  PAYMENTS,
  personId,
  STOREFRONT,
  type Workspace,
} from './testing/index.ts'

const operator: Reader = { kind: 'local-operator' }
const member: Reader = { kind: 'person', id: personId('U1') }

const search = async (w: Workspace, query: string, reader: Reader = operator, k = 5) =>
  searchIncidents(w.store, reader, { query, vector: await w.embedder.embed(query), k })

describe('searching past incidents', () => {
  it.each([
    ['no words at all', '?! …'],
    ['words that mean nothing', 'xyzzy plugh frobnicate'],
    ['stop words', 'it is of the'],
    ['what only a private incident speaks of', 'session tokens access log keyring'],
  ])('finds nothing for %s', async (_, query) => {
    const found = await search(await exampleWorkspace(), query)
    expect(found.filter(({ card }) => card.incidentId !== incidents.login)).toEqual([])
  })

  it('finds nothing for a reader without conversations', async () => {
    expect(await search(await exampleWorkspace(), 'payments', { kind: 'person', id: 'slack:T1:U9' })).toEqual([])
  })

  it('finds private incidents for members', async () => {
    const [first] = await search(await exampleWorkspace(), 'session tokens in the access log', member)
    expect(first?.card.incidentId).toBe(incidents.tokens)
  })

  it('does not find a public incident by the words of its private fix', async () => {
    const w = await exampleWorkspace()
    const query = 'rotated the leaked signing key'
    expect(await search(w, query)).toEqual([])
    expect((await search(w, query, member))[0]?.card.incidentId).toBe(incidents.login)
  })

  it('shows where the words of the query stand, in the message that fits best', async () => {
    const [first] = await search(await exampleWorkspace(), 'rolled back tiller')
    expect(first?.card.incidentId).toBe(incidents.payments)
    expect(first?.best.messageId).toBe(ids.paymentsFix)
    const marked = first?.best.marks.map(({ start, end }) => first.best.text.slice(start, end))
    expect(marked).toEqual(expect.arrayContaining(['rolled', 'tiller', 'back']))
  })

  it('puts one incident in one result, whatever number of its messages fit', async () => {
    const found = await search(await exampleWorkspace(), 'search finds nothing for café accents')
    expect(found.filter(({ card }) => card.incidentId === incidents.search)).toHaveLength(1)
  })

  it('puts what was resolved, and can be read how, before what is open', async () => {
    const w = await exampleWorkspace()
    const open = await w.message({ channel: PAYMENTS, minutes: 500, text: 'payments are timing out at checkout' })
    await w.link(incidentOf(PAYMENTS, 500), open, 500, { role: 'report' })
    const closedInPrivate = await w.message({
      channel: PAYMENTS,
      minutes: 510,
      text: 'payments timing out at checkout once more',
    })
    const fix = await w.message({ channel: 'GSEC', minutes: 520, text: 'blocked the attacker' })
    await w.link(incidentOf(PAYMENTS, 510), closedInPrivate, 510, { role: 'report' })
    await w.link(incidentOf(PAYMENTS, 510), fix, 520, { role: 'resolution' })
    const found = await search(w, 'payments are timing out at checkout')
    expect(found.map(({ card }) => card.incidentId)).toEqual([
      incidents.payments,
      incidentOf(PAYMENTS, 500),
      incidentOf(PAYMENTS, 510),
    ])
    expect(found[1]?.relevance).toBeGreaterThan(found[0]?.relevance ?? 1)
  })

  it('takes the k best before it puts the resolved ones first', async () => {
    const w = await exampleWorkspace()
    const open = await w.message({ channel: PAYMENTS, minutes: 500, text: 'payments are timing out at checkout' })
    await w.link(incidentOf(PAYMENTS, 500), open, 500, { role: 'report' })
    const [only, ...others] = await search(w, 'payments are timing out at checkout', operator, 1)
    expect(only?.card.incidentId).toBe(incidentOf(PAYMENTS, 500))
    expect(others).toEqual([])
  })

  it('finds by words alone when there is no vector', async () => {
    const w = await exampleWorkspace()
    const [first] = await searchIncidents(w.store, operator, { query: 'admin gateway', vector: null, k: 5 })
    expect(first?.card.incidentId).toBe(incidents.login)
  })

  it('leaves out dismissed incidents and messages that belong to none', async () => {
    const w = await exampleWorkspace()
    await w.message({ channel: STOREFRONT, minutes: 700, text: 'the lunch order is broken again' })
    expect(await search(w, 'lunch order broken')).toEqual([])
  })

  it('does not show what was deleted while the search index lags behind', async () => {
    const w = await exampleWorkspace()
    w.store.lag()
    await w.message({ channel: STOREFRONT, minutes: 60, text: '', deleted: true, revision: 61 })
    expect(await search(w, 'staff login loops admin gateway')).toEqual([])
  })

  it('answers within the scale', async () => {
    for (const { relevance, likelihood } of await search(await exampleWorkspace(), 'payments timing out at checkout')) {
      expect(relevance).toBeGreaterThanOrEqual(FLOOR)
      expect(relevance).toBeLessThanOrEqual(1)
      expect(likelihood).toBe(0.9)
    }
  })
})

describe('predicting an incident', () => {
  const prediction = {
    type: 'incident_report',
    category: 'API',
    severity: 'Low',
    likelihood: 'Likely',
    confidence: 0.8,
    reasoning: 'x',
  } as const

  it('shows the model similar incidents that the reader may read, most similar first, and no others', async () => {
    const w = await exampleWorkspace()
    const shown: string[] = []
    const llm = {
      predict: async ({ examples }: { examples: readonly { text: string }[] }) => {
        shown.push(...examples.map(({ text }) => text))
        return prediction
      },
    }
    const text = 'payments and session tokens: timing out at checkout, access log of keyring'
    const answer = await predictIncident(w.store, operator, llm, w.embedder, text)
    expect(shown[0]).toContain('Payments are timing out')
    expect(shown.join()).not.toContain('Session tokens')
    expect(answer).toMatchObject(prediction)
    expect(answer.similar[0]?.card.incidentId).toBe(incidents.payments)
  })

  it('asks without examples when nothing is similar', async () => {
    const w = await exampleWorkspace()
    const llm = {
      predict: async ({ examples }: { examples: readonly unknown[] }) => ({
        ...prediction,
        confidence: examples.length,
      }),
    }
    expect(await predictIncident(w.store, operator, llm, w.embedder, 'xyzzy plugh')).toMatchObject({
      confidence: 0,
      similar: [],
    })
  })

  it('fails when the model fails, instead of guessing', async () => {
    const w = await exampleWorkspace()
    const llm = { predict: async () => Promise.reject(new Error('no model')) }
    await expect(predictIncident(w.store, operator, llm, w.embedder, 'payments')).rejects.toThrow('no model')
  })
})
