// Collections of the document store: their names, the fields that can be looked up, and whether text search covers them.

export interface Collection {
  readonly name: string
  /** Fields of a document's `index` by which `findBy` and `scan` may ask. */
  readonly fields: readonly string[]
  readonly searchable: boolean
}

const collection = <const C extends Collection>(c: C): C => c

export const collections = {
  messages: collection({
    name: 'messages',
    fields: ['conversationId', 'threadId', 'legacyId', 'at', 'attachment'],
    searchable: true,
  }),
  incidents: collection({
    name: 'incidents',
    fields: ['messageIds', 'shortId', 'alias', 'live', 'at'],
    searchable: false,
  }),
  directory: collection({ name: 'directory', fields: ['kind', 'member', 'handle'], searchable: false }),
  links: collection({
    name: 'links',
    fields: ['scopeAt', 'threadId', 'incidentIds', 'names', 'unpublished'],
    searchable: false,
  }),
  memos: collection({ name: 'memos', fields: ['messageId'], searchable: false }),
  deadLetters: collection({ name: 'dead-letters', fields: ['status', 'subject', 'failedAt'], searchable: false }),
  attempts: collection({ name: 'attempts', fields: [], searchable: false }),
  keys: collection({ name: 'keys', fields: [], searchable: false }),
  checkpoints: collection({ name: 'checkpoints', fields: [], searchable: false }),
} as const
