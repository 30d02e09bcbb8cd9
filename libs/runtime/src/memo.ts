// What is not a pure function of its input bytes is recorded once: the first write wins, and the handler goes on with
// what is stored. So a redelivered message is read by a model only if nobody remembered the answer.

import { canonicalJson, collections, hashId, type Json, sha256 } from '@thala/contracts'
import type { Memo } from '@thala/service'
import type { Store } from '@thala/store'

interface Remembered {
  readonly value: Json
  readonly erased?: true
}

export const memoId = (key: { messageId: string; recipe: string; input: unknown }): string =>
  `${key.messageId}|${hashId('memo', key.recipe, sha256(canonicalJson(key.input)))}`

export function memoOf(store: Store): Memo {
  return async <T extends Json>(
    key: { messageId: string; recipe: string; input: unknown },
    compute: () => Promise<T>,
  ) => {
    const id = memoId(key)
    const known = (await store.get<{ value: T; erased?: true }>(collections.memos, [id])).get(id)
    if (known && !known.body.erased) return known.body.value
    const value = await compute()
    const [stored] = await store.update<{ value: T; erased?: true }>(collections.memos, [id], (current) =>
      current && !current.body.erased ? undefined : { id, body: { value }, index: { messageId: key.messageId } },
    )
    return stored?.ok && stored.document ? stored.document.body.value : value
  }
}

/** Leaves of every memo of a message only that there was one. */
export async function eraseMemos(store: Store, messageId: string): Promise<void> {
  const memos = await store.findBy<Remembered>(collections.memos, 'messageId', [messageId])
  if (memos.length === 0) return
  await store.update<Remembered>(
    collections.memos,
    memos.map((memo) => memo.id),
    (current) => current && { ...current, body: { value: null, erased: true } },
  )
}
