import {
  apiMessageId,
  type ClassifiedMessage,
  collections,
  type DirectoryEntry,
  incidentId,
  shortIncidentId,
} from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { brief, ownIdOf } from './brief.ts'
import { evolveMessage, projectMessage } from './message-document.ts'
import { searchIncidents } from './search-incidents.ts'
import { exampleWorkspace, ids, incidents, personId, START, type Workspace } from './testing/index.ts'

const operator = { kind: 'local-operator' } as const
const CONVERSATION = 'api:index'
const open: DirectoryEntry['subject'] = { kind: 'conversation', name: 'API', visibility: 'public', members: [] }

/** A report that a client told under its own id. */
async function told(w: Workspace, own: string, more: Partial<ClassifiedMessage> = {}): Promise<string> {
  const messageId = apiMessageId(own)
  const event: ClassifiedMessage = {
    v: 1,
    id: own,
    messageId,
    conversationId: CONVERSATION,
    threadId: null,
    source: 'api',
    at: START,
    revision: START,
    deleted: false,
    author: null,
    text: 'elevator doors jam',
    parent: null,
    attachments: [],
    permalink: null,
    audience: 'workspace',
    said: { type: 'incident_report' },
    classification: null,
    terms: ['elevator', 'door', 'jam'],
    vector: null,
    ...more,
  }
  const state = evolveMessage(undefined, event)
  w.store.put(collections.messages, { id: messageId, body: { version: 1, state }, ...projectMessage(state) })
  const incident = incidentId(messageId)
  await w.link(incident, messageId, 0, { role: 'report' })
  w.direct(CONVERSATION, open)
  return incident
}

describe('an incident in brief', () => {
  it.each([
    ['nothing', ''],
    ['no incident', 'INC-ZZZZZZZ'],
    ['a private incident', incidents.tokens],
    ['half a character', '\ud800'],
    ['a very long id', 'x'.repeat(5_000)],
  ])('is not found by %s', async (_, id) => {
    const { store } = await exampleWorkspace()
    expect(await brief(store, operator, id)).toEqual({ kind: 'not-found' })
  })

  it('has its card, and the words of the report that stands for it', async () => {
    const { store } = await exampleWorkspace()
    expect(await brief(store, operator, ids.paymentsFix)).toMatchObject({
      kind: 'found',
      brief: {
        card: { incidentId: incidents.payments, status: 'Resolved' },
        text: expect.stringMatching(/^Payments are timing out/),
        incident: { root: { messageId: ids.paymentsReport } },
      },
    })
  })

  it('is found by the id that a client gave, for readers of what it told', async () => {
    const w = await exampleWorkspace()
    const incident = await told(w, 'PAY-17')
    for (const reader of [operator, { kind: 'person', id: personId('U2') } as const])
      expect(await brief(w.store, reader, 'PAY-17')).toMatchObject({ brief: { card: { incidentId: incident } } })
    expect(await brief(w.store, { kind: 'person', id: personId('U3') }, 'PAY-17')).toEqual({ kind: 'not-found' })
  })

  it.each([
    ['the short id', shortIncidentId(incidents.payments)],
    ['the full id', incidents.payments],
    ['a message', ids.paymentsReport],
    ['the name of old of a message', 'slack_1757491200'],
  ])('stays reachable by its name when a client gives another incident %s', async (_, name) => {
    const w = await exampleWorkspace()
    await told(w, name)
    expect(await brief(w.store, operator, name)).toMatchObject({ brief: { card: { incidentId: incidents.payments } } })
  })

  it('leaves its name to a client’s incident for those who may not read it', async () => {
    const w = await exampleWorkspace()
    const incident = await told(w, incidents.tokens)
    const found = (id: string) => ({ brief: { card: { incidentId: id } } })
    expect(await brief(w.store, operator, incidents.tokens)).toMatchObject(found(incident))
    const member = { kind: 'person', id: personId('U1') } as const
    expect(await brief(w.store, member, incidents.tokens)).toMatchObject(found(incidents.tokens))
  })
})

describe('a client’s own id', () => {
  it.each([
    ['slack:T1:C1:1757491200.000000', null],
    ['api:', null],
    ['api::report:0123', null],
    ['api:PAY-17', 'PAY-17'],
    ['api:a:b', 'a:b'],
    [`api:${shortIncidentId(incidents.payments)}`, null],
    [`api:${incidents.payments}`, null],
  ])('in %j is %j', (messageId, own) => {
    expect(ownIdOf({ messageId })).toBe(own)
  })
})

describe('the likelihood of a report', () => {
  it.each([
    ['Likely', 1],
    ['Not Likely', 0],
    [undefined, 1],
  ] as const)('that its client calls %s is %d', async (likelihood, expected) => {
    const w = await exampleWorkspace()
    const said = { type: 'incident_report' as const, ...(likelihood && { likelihood }) }
    await told(w, 'PAY-17', { said })
    const found = await searchIncidents(w.store, operator, { query: 'elevator doors jam', vector: null, k: 5 })
    expect(found).toMatchObject([{ likelihood: expected, root: { messageId: 'api:PAY-17' } }])
  })
})
