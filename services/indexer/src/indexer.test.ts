import { openMemoryBlobs } from '@thala/blobs'
import {
  type ClassifiedMessage,
  type DirectoryEntry,
  type IncidentFact,
  incidentId,
  topics,
  writeRecord,
} from '@thala/contracts'
import { resource, type ViewDeclaration } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { directoryView, incidentsView, indexer as indexerOf, messagesView as messagesViewOf } from './index.ts'

const blobs = resource({ name: 'blobs', start: async () => openMemoryBlobs() })
const indexer = indexerOf({ blobs })
const messagesView = messagesViewOf({ blobs })

const message: ClassifiedMessage = {
  v: 1,
  id: 'event-1',
  messageId: 'slack:T1:C1:1757491200.000000',
  conversationId: 'slack:T1:C1',
  threadId: null,
  source: 'slack',
  at: 1,
  revision: 1,
  deleted: false,
  author: { id: 'slack:T1:U1', name: 'Maren', kind: 'person' },
  text: 'queue stuck',
  parent: { messageId: 'slack:T1:C1:1757491100.000000', text: 'words of another message' },
  attachments: [],
  permalink: null,
  audience: 'workspace',
  said: null,
  classification: null,
  terms: ['queue', 'stuck'],
  vector: null,
}
const tombstone: ClassifiedMessage = { ...message, id: 'event-2', revision: 2, deleted: true, text: '', terms: [] }
const fact: IncidentFact = {
  v: 1,
  id: 'fact-1',
  incidentId: incidentId(message.messageId),
  entryId: message.messageId,
  role: 'report',
  at: 1,
  decisionVersion: 1,
  evidence: { kind: 'root', reasons: [], candidates: [] },
  author: null,
  conversationId: message.conversationId,
  category: null,
  severity: null,
}
const entry: DirectoryEntry = {
  v: 1,
  id: 'entry-1',
  subjectId: 'slack:T1:C1',
  source: 'slack',
  revision: 1,
  deleted: false,
  subject: { kind: 'conversation', name: 'payments', visibility: 'private', members: ['slack:T1:U1'] },
}

const fold = (view: ViewDeclaration, input: string, values: readonly unknown[]) =>
  values.reduce<unknown>((state, value) => view.evolve(state, { input, value }), undefined)

describe('the views of the indexer', () => {
  it('have a name each, so that each keeps its own place in the log', () => {
    expect(new Set(indexer.map(({ name }) => name)).size).toBe(3)
    expect(indexer.every(({ kind }) => kind === 'view')).toBe(true)
  })

  it('key events by what they are about', () => {
    expect(messagesView.key({ input: 'classified', value: message })).toBe(message.messageId)
    expect(incidentsView.key({ input: 'facts', value: fact })).toBe(fact.incidentId)
    expect(directoryView.key({ input: 'directory', value: entry })).toBe('slack:T1:C1')
  })
})

describe('the messages view', () => {
  it.each([
    ['in order', [message, tombstone]],
    ['the other way round', [tombstone, message]],
    ['with copies', [message, tombstone, message, tombstone]],
  ])('ends in a tombstone and asks for the erasure: %s', (_, events) => {
    const state = fold(messagesView, 'classified', events)
    expect(JSON.stringify(state)).not.toMatch(/queue|Maren/)
    expect(messagesView.project(state, message.messageId)).toEqual({ index: {} })
    expect(messagesView.erases?.(state, message.messageId)).toBe(message.messageId)
  })

  it('erases nothing while a message lives', () => {
    expect(messagesView.erases?.(fold(messagesView, 'classified', [message]), message.messageId)).toBeNull()
  })

  it("keeps the parent's id and not its words, which would outlive the parent's deletion", () => {
    const state = fold(messagesView, 'classified', [message])
    expect(state).toMatchObject({ parentId: 'slack:T1:C1:1757491100.000000' })
    expect(JSON.stringify(state)).not.toContain('words of another message')
  })
})

describe('the incidents view', () => {
  it('announces a notice that its topic accepts', () => {
    const output = incidentsView.announce?.(fact.incidentId, 3)
    expect(output).toMatchObject({ topic: topics.incidents, value: { incidentId: fact.incidentId, version: 3 } })
    const sealed = { v: 1 as const, id: 'x', incidentId: fact.incidentId, version: 3, ...output?.value }
    expect(writeRecord(topics.incidents, sealed).length).toBeGreaterThan(0)
  })

  it('lets a late old decision change nothing', () => {
    const relinked: IncidentFact = { ...fact, id: 'fact-2', role: 'withdrawn', decisionVersion: 2, movedTo: 'other' }
    const state = fold(incidentsView, 'facts', [relinked, fact])
    expect(incidentsView.project(state, fact.incidentId).index).toMatchObject({
      live: false,
      alias: 'other',
      messageIds: [],
    })
  })
})

describe('the directory view', () => {
  it('finds a conversation by its members and by who may read it', () => {
    const state = fold(directoryView, 'directory', [entry])
    expect(directoryView.project(state, entry.subjectId).index).toEqual({
      kind: 'conversation:private',
      member: ['slack:T1:U1'],
    })
  })

  it('no longer finds a conversation for a member who was taken out', () => {
    const without = { ...entry, id: 'entry-2', revision: 2, subject: { ...entry.subject, members: [] } }
    const state = fold(directoryView, 'directory', [without, entry])
    expect(directoryView.project(state, entry.subjectId).index).toEqual({ kind: 'conversation:private', member: [] })
  })

  it('finds a person by handle, whatever its case', () => {
    const subject = { kind: 'person', name: 'Maren', handle: 'Maren', bot: false, guest: false, active: true }
    const state = fold(directoryView, 'directory', [{ ...entry, subjectId: 'slack:T1:U1', subject }])
    expect(directoryView.project(state, 'slack:T1:U1').index).toEqual({ kind: 'person', handle: 'maren' })
  })

  it('finds nothing by name that is gone', () => {
    const state = fold(directoryView, 'directory', [{ ...entry, deleted: true }])
    expect(directoryView.project(state, entry.subjectId)).toEqual({ index: {} })
  })
})
