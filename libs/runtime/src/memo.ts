// What is not a pure function of its input bytes is recorded once: the first write wins, and the handler goes on with
// what is stored. So a redelivered message is read by a model only if nobody remembered the answer.

import { canonicalJson, collections, hashId, type Json, sha256 } from '@thala/contracts'
import type { Memo } from '@thala/service'
import type { Store } from '@thala/store'
import { gather } from '@thala/store/gather'

interface Remembered {
  readonly value: Json
  readonly erased?: true
}

export const memoId = (key: { messageId: string; recipe: string; input: unknown }): string =>
  `${key.messageId}|${hashId('memo', key.recipe, sha256(canonicalJson(key.input)))}`

/** Memos read or written by one call to the store. */
const MOST = 200

interface Answered {
  readonly id: string
  readonly messageId: string
  readonly value: Json
}

/** Handlers run side by side: what they look up and remember at the same time goes to the store together. */
export function memoOf(store: Store): Memo {
  const find = gather(async (ids: readonly string[]) => {
    const found = await store.get<Remembered>(collections.memos, [...new Set(ids)])
    return ids.map((id) => found.get(id)?.body)
  }, MOST)
  const remember = gather((answers: readonly Answered[]) => rememberAll(store, answers), MOST)
  return async <T extends Json>(
    key: { messageId: string; recipe: string; input: unknown },
    compute: () => Promise<T>,
  ) => {
    const id = memoId(key)
    const known = await find(id)
    // What is stored under the id was computed by the same recipe from the same input, so it is of the same type.
    if (known && !known.erased) return known.value as T
    // As it will be read back, to the order of keys: else a redelivered message has other bytes than it had at first.
    const value: T = JSON.parse(canonicalJson(await compute()))
    return (await remember({ id, messageId: key.messageId, value })) as T
  }
}

/** The first write of an id wins, here and against other processes. */
async function rememberAll(store: Store, answers: readonly Answered[]): Promise<Json[]> {
  const firsts = new Map<string, Answered>()
  for (const answer of answers) if (!firsts.has(answer.id)) firsts.set(answer.id, answer)
  const results = await store.update<Remembered>(collections.memos, [...firsts.keys()], (current, id) => {
    const answer = firsts.get(id)
    if (!answer || (current && !current.body.erased)) return undefined
    return { id, body: { value: answer.value }, index: { messageId: answer.messageId } }
  })
  const stored = new Map(results.map((result) => [result.id, result.ok ? result.document?.body : undefined]))
  return answers.map(({ id, value }) => stored.get(id)?.value ?? value)
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
