// What changes all readers at once: one call that moves aliases. A search that is under way when its index goes away is
// made again by whoever asked.

import { type Collection, ThalaError } from '@thala/contracts'
import type { Elastic } from './client.ts'
import { standing } from './indices.ts'
import type { AliasOf } from './names.ts'

/** One step of `_aliases`; all of a call happen, or none. */
export type Action =
  | { add: { index: string; alias: string } }
  | { remove: { index: string; alias: string; must_exist: true } }
  | { remove_index: { index: string } }

/** `moved`: somebody else changed what these actions were made for; plan them again. */
export async function swap(elastic: Elastic, actions: Action[]): Promise<'done' | 'moved'> {
  if (actions.length === 0) return 'done'
  return elastic.call<'done' | 'moved'>(
    async (client) => {
      await client.indices.updateAliases({ actions })
      return 'done'
    },
    // Also when the answer to an earlier try was lost: what was to be removed is gone.
    { instead: ({ status }) => (status === 404 ? 'moved' : undefined) },
  )
}

/** Each round but the last lost a race against another promotion. */
const MAX_PLANS = 10

export async function promote(
  elastic: Elastic,
  from: AliasOf,
  to: AliasOf,
  collections: readonly Collection[],
): Promise<void> {
  for (let plan = 1; plan <= MAX_PLANS; plan++) {
    const names = [...new Set(collections)].map((collection) => ({ source: from(collection), target: to(collection) }))
    const stands = await standing(
      elastic,
      names.flatMap(({ source, target }) => [source, target]),
    )
    const actions = names.flatMap(({ source, target }): Action[] => {
      const next = stands.get(source)?.index
      const last = stands.get(target)?.index
      if (next === undefined) return []
      return [
        { remove: { index: next, alias: source, must_exist: true } },
        { add: { index: next, alias: target } },
        ...(last === undefined ? [] : [{ remove_index: { index: last } }]),
      ]
    })
    if ((await swap(elastic, actions)) === 'done') return
  }
  throw new ThalaError('dependency-down', 'the collections are being replaced by others again and again: try again')
}

export async function drop(elastic: Elastic, aliasOf: AliasOf, collections: readonly Collection[]): Promise<void> {
  const stands = await standing(elastic, collections.map(aliasOf))
  const index = [...stands.values()].map((one) => one.index)
  if (index.length > 0) await elastic.call((client) => client.indices.delete({ index, ignore_unavailable: true }))
}
