// What was erased is gone, what was not is still there, and data of a newer version is left alone.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Document, Store } from '../port.ts'
import {
  type Body,
  type Declared,
  documentOf,
  messageOf,
  type OpenStore,
  put,
  range,
  using,
  vectorOf,
} from './opened.ts'

const { messages } = collections

/** Text in no other document: a word of its own, repeated to fill `bytes`. */
const secretWord = (n: number) => `zqsecret${(n * 7919 + 13).toString(36)}zq`
const secret = (n: number, bytes: number) => `${secretWord(n)} `.repeat(Math.ceil(bytes / secretWord(n).length)).trim()

const tombstone = (id: string): Document<Body> => documentOf(id, { deleted: true })

const DOCUMENTS = 1200
/** One in twenty holds secrets: few enough that no index cleans up by itself for their sake. */
const isSecret = (n: number) => n % 20 === 7
const secretIds = range(DOCUMENTS)
  .filter(isSecret)
  .map((n) => `m${n}`)

/** Writes over documents again and again, of all sizes, as edits do: rows move between the pages of a file. */
async function churn(store: Store): Promise<void> {
  for (const round of range(12)) {
    const documents = range(DOCUMENTS).flatMap((n) => {
      if ((n * 31 + round * 17) % 3 === 0) return []
      const size = ((n * 37 + round * 101) % 40) ** 2 * 2
      const text = isSecret(n) ? secret(n * 100 + round, size) : 'survivor '.repeat(size / 9).trim()
      const message = messageOf(`m${n}`, text, { vector: vectorOf({ [n % 384]: 1, [round]: 1 }) })
      return { ...message, index: { legacyId: isSecret(n) ? secretWord(n * 100 + round) : `${n}-${round}` } }
    })
    await put(store, messages, ...documents)
  }
}

/** Plain, and as hex of its bytes, which is how an index of terms may keep it. */
function holdsSecret(bytes: Uint8Array): string | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const form of ['zqsecret', Buffer.from('zqsecret').toString('hex')]) {
    const at = all.indexOf(form)
    if (at >= 0) return all.subarray(at, at + 40).toString('latin1')
  }
  return undefined
}

export function erasureContract(open: OpenStore, declared: Declared): void {
  const itIf = (reason: string | undefined, title: string, test: () => Promise<void>) =>
    reason === undefined ? it(title, test) : it.skip(`${title} (declared: ${reason})`, test)

  describe('erasure', () => {
    it('keeps everything that was not erased, and works on', () =>
      using(open, async (_, store) => {
        const vector = vectorOf({ 0: 1 })
        await put(store, messages, messageOf('gone', 'db secret', { vector }), messageOf('kept', 'db down', { vector }))
        await put(store, messages, tombstone('gone'))
        await store.compact()
        expect((await store.get(messages, ['gone'])).get('gone')?.body).toEqual({ deleted: true })
        await put(store, messages, messageOf('new', 'db up', { vector }))
        await store.refresh()
        const ids = async (query: { terms: string[]; vector?: Int8Array }) =>
          (await store.search(messages, { ...query, conversations: ['c1'], k: 9 }))
            .map(({ document }) => document.id)
            .sort()
        expect(await ids({ terms: ['db'] })).toEqual(['kept', 'new'])
        expect(await ids({ terms: [], vector })).toEqual(['kept', 'new'])
        expect(await ids({ terms: ['secret'] })).toEqual([])
      }))

    it('can be asked for on an empty store, and twice', () =>
      using(open, async (_, store) => {
        await store.compact()
        await store.compact()
        expect((await store.get(messages, ['a'])).size).toBe(0)
      }))

    itIf(declared.bytes, 'leaves nothing of what was promoted over or dropped', () =>
      using(open, async (opened, store) => {
        const secrets = range(300).map((n) => messageOf(`m${n}`, secret(n, 400), { vector: vectorOf({ [n]: 1 }) }))
        const indexed = secrets.map((one, n) => ({ ...one, index: { legacyId: secretWord(n) } }))
        await put(store, messages, ...indexed)
        await put(await store.namespace('dropped'), messages, ...indexed)
        await put(await store.namespace('promoted'), messages, messageOf('kept', 'survivor'))
        await store.promote('promoted', [messages])
        await store.drop('dropped')
        await store.compact()
        const after = await opened.bytes?.()
        expect(after && Buffer.from(after).includes('survivor')).toBe(true)
        expect(after && holdsSecret(after)).toBeUndefined()
      }),
    )

    itIf(declared.bytes, 'leaves no erased text in any file, plain or as hex', () =>
      using(open, async (opened, store) => {
        await churn(store)
        const before = await opened.bytes?.()
        expect(before && holdsSecret(before)).toContain('zqsecret')
        await put(store, messages, ...secretIds.map(tombstone))
        await store.compact()
        const after = await opened.bytes?.()
        expect(after && Buffer.from(after).includes('survivor')).toBe(true)
        expect(after && holdsSecret(after)).toBeUndefined()
      }),
    )
  })

  describe('data of another version', () => {
    itIf(declared.newer, 'is refused as data-folder-newer when it is of a newer one', () =>
      using(open, async (opened) => {
        await expect(opened.openNewer?.()).rejects.toMatchObject({ code: 'data-folder-newer' })
      }),
    )
  })
}
