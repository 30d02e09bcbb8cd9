// A store of past incidents, filled as the indexer fills it: the documents that search and prediction read in production.

import { join } from 'node:path'
import { type ClassifiedMessage, collections, type IncidentFact, incidentId } from '@thala/contracts'
import {
  evolveDirectory,
  evolveIncident,
  evolveMessage,
  projectDirectory,
  projectIncident,
  projectMessage,
} from '@thala/incidents'
import { openDatabase } from '@thala/sqlite'
import { type Document, openEmbeddedStore, type Store, storeModule } from '@thala/store'

export interface Archive {
  readonly store: Store
  /** Each message is the report of an incident of its own. They are found once this resolves. */
  add(messages: readonly ClassifiedMessage[]): Promise<void>
  close(): Promise<void>
}

export async function openArchive(folder: string): Promise<Archive> {
  const database = await openDatabase({ file: join(folder, 'archive.db'), modules: [storeModule] })
  const store = await openEmbeddedStore(database)
  const put = async (collection: (typeof collections)[keyof typeof collections], documents: readonly Document[]) => {
    const byId = new Map(documents.map((document) => [document.id, document]))
    const results = await store.update(collection, [...byId.keys()], (_: Document | undefined, id) => byId.get(id))
    const refused = results.find(({ ok }) => !ok)
    if (refused) throw new Error(`${refused.id} cannot be stored${refused.ok ? '' : `: ${refused.reason}`}`)
  }
  return {
    store,
    add: async (messages) => {
      const conversations = [...new Set(messages.map(({ conversationId }) => conversationId))]
      await put(collections.directory, conversations.map(conversationDocument))
      await put(collections.messages, messages.map(messageDocument))
      await put(collections.incidents, messages.map(incidentDocument))
      await store.refresh()
    },
    close: async () => {
      await store.close()
      await database.close()
    },
  }
}

/** Open to everyone. */
function conversationDocument(id: string): Document {
  const subject = { kind: 'conversation' as const, name: id, visibility: 'public' as const, members: [] }
  const event = { v: 1 as const, id, subjectId: id, source: 'slack' as const, revision: 0, deleted: false, subject }
  const state = evolveDirectory(undefined, event)
  return { id, body: { version: 1, state }, ...projectDirectory(state) }
}

function messageDocument(message: ClassifiedMessage): Document {
  const state = evolveMessage(undefined, message)
  return { id: message.messageId, body: { version: 1, state }, ...projectMessage(state) }
}

function incidentDocument({ messageId, at, conversationId, classification }: ClassifiedMessage): Document {
  const id = incidentId(messageId)
  const fact: IncidentFact = {
    v: 1,
    id: `${id} ${messageId}`,
    incidentId: id,
    entryId: messageId,
    role: 'report',
    at,
    decisionVersion: 1,
    evidence: { kind: 'root', reasons: [], candidates: [] },
    author: null,
    conversationId,
    category: classification?.category ?? null,
    severity: classification?.severity ?? null,
  }
  const state = evolveIncident(undefined, fact)
  return { id, body: { version: 1, state }, ...projectIncident(state, id) }
}
