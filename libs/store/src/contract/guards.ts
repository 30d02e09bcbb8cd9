// Registers and folds on a store: whatever the order of arrival, and however often something arrives, the end is the same.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { type Entries, entries } from '../entries.ts'
import type { Document, Store } from '../port.ts'
import { register, type Version } from '../register.ts'
import { messageOf, type OpenStore, sharing, using } from './opened.ts'

const { messages, incidents } = collections

interface Text extends Version {
  readonly text: string
}

const text = (revision: number, deleted: boolean, id: string): Text => ({
  revision,
  deleted,
  id,
  text: deleted ? '' : `payments ${id}`,
})

/** As a view of messages does it: the register decides, a deleted message is no longer searchable. */
const receive = (store: Store, id: string, version: Text) =>
  store.update<Text>(messages, [id], (current) => {
    const body = register(current?.body, version)
    const { search } = messageOf(id, body.text)
    return { id, body, index: {}, ...(!body.deleted && search && { search }) }
  })

const bodyOf = async (store: Store, id: string) => (await store.get<Text>(messages, [id])).get(id)?.body

const found = async (store: Store) => {
  await store.refresh()
  const hits = await store.search(messages, { terms: ['payments'], conversations: ['c1'], k: 10 })
  return hits.map(({ document }) => document.id)
}

interface Entry {
  readonly decisionVersion: number
  readonly role: string
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length <= 1
    ? [[...items]]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      )

export function guardContract(open: OpenStore): void {
  describe('registers and folds', () => {
    const shared = sharing(open)

    it('versions of equal revision end the same in any order', () =>
      shared(async ({ store }) => {
        const versions = [text(1, false, 'a'), text(1, false, 'b'), text(1, true, 'c'), text(0, false, 'z')]
        for (const [n, order] of permutations(versions).entries()) {
          for (const version of order) await receive(store, `m${n}`, version)
          expect(await bodyOf(store, `m${n}`)).toEqual(text(1, true, 'c'))
        }
        expect(await found(store)).not.toContainEqual(expect.stringMatching(/^m\d/))
      }))

    it('a late old version changes nothing, and a version that comes again is unchanged', () =>
      shared(async ({ store }, own) => {
        await receive(store, own('m'), text(5, false, 'a'))
        expect(await receive(store, own('m'), text(4, true, 'b'))).toMatchObject([{ changed: false }])
        expect(await receive(store, own('m'), text(5, false, 'a'))).toMatchObject([{ changed: false }])
        expect(await found(store)).toContain(own('m'))
      }))

    it('a newer write after a tombstone brings the message back, also after a restart', () =>
      using(open, async (opened, store) => {
        await receive(store, 'm', text(1, false, 'a'))
        await receive(store, 'm', text(2, true, 'b'))
        expect(await found(store)).toEqual([])
        const again = await opened.restart()
        expect(await bodyOf(again, 'm')).toEqual(text(2, true, 'b'))
        await receive(again, 'm', text(3, false, 'c'))
        expect(await found(again)).toEqual(['m'])
        expect(await bodyOf(again, 'm')).toEqual(text(3, false, 'c'))
      }))

    it('a late old entry is accepted beside newer ones, and an older decision about the same entry is not', () =>
      shared(async ({ store }, own) => {
        const add = (id: string, entry: Entry) =>
          store.update<Entries<Entry>>(incidents, [own('i')], (current): Document<Entries<Entry>> => {
            const body = entries(current?.body ?? {}, id, entry)
            return { id: own('i'), body, index: { messageIds: Object.keys(body) } }
          })
        await add('m2', { decisionVersion: 9, role: 'report' })
        await add('m1', { decisionVersion: 1, role: 'report' })
        expect(await add('m2', { decisionVersion: 8, role: 'withdrawn' })).toMatchObject([{ changed: false }])
        await add('m1', { decisionVersion: 2, role: 'withdrawn' })
        await store.refresh()
        const [incident] = await store.findBy<Entries<Entry>>(incidents, 'messageIds', ['m1'])
        expect(incident?.body).toEqual({
          m1: { decisionVersion: 2, role: 'withdrawn' },
          m2: { decisionVersion: 9, role: 'report' },
        })
      }))
  })
}
