// A place of its own in a shared store, for one test of search.

import { collections } from '@thala/contracts'
import type { Hit, SearchQuery, Store } from '../port.ts'
import { type Body, messageOf, type OpenedStore, type OpenStore, sharing } from './opened.ts'

const { messages } = collections

/** Messages and conversations that belong to one test; names are as the test wrote them. */
export interface Room extends Pick<OpenedStore, 'store' | 'another'> {
  message(id: string, words: string, more?: { vector?: Int8Array; conversation?: string }): ReturnType<typeof messageOf>
  hits(query: Query, client?: Store): Promise<readonly Hit<Body>[]>
  /** Ids, best first. */
  ranked(query: Query): Promise<readonly string[]>
  /** Ids, sorted. */
  find(query: Query, client?: Store): Promise<readonly string[]>
}

type Query = Partial<SearchQuery>

function room({ store, another }: OpenedStore, own: (name: string) => string): Room {
  const hits = async (query: Query, client = store) => {
    await client.refresh()
    const { terms = [], conversations = ['c1'], k = 10, ...rest } = query
    return client.search<Body>(messages, { terms, conversations: conversations.map(own), k, ...rest })
  }
  const nameOf = ({ document }: Hit<Body>) => document.id.slice(own('').length)
  return {
    store,
    another,
    message: (id, words, { conversation = 'c1', ...more } = {}) =>
      messageOf(own(id), words, { conversationId: own(conversation), ...more }),
    hits,
    ranked: async (query) => (await hits(query)).map(nameOf),
    find: async (query, client) => (await hits(query, client)).map(nameOf).sort(),
  }
}

export type InRoom = (test: (room: Room) => Promise<void>) => Promise<void>

/** Statistics of words are the store's: tests that depend on how frequent a word is use words of their own. */
export function rooms(open: OpenStore): InRoom {
  const shared = sharing(open)
  return (test) => shared((opened, own) => test(room(opened, own)))
}
