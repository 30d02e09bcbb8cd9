// After a promotion: the generation's link inputs and facts join what is kept for ever, each later than what stands there
// for the same message. So those topics, with the corrections, alone rebuild the incidents as they are now.

import { type Collection, collections, hashId, topics, writeRecord } from '@thala/contracts'
import { isTold, linker, publishedIndex, type Row, row, succeed } from '@thala/linker'
import { append, groupOf, type Owner, ownerId } from '@thala/runtime'
import { type Output, outputTo, type StoredRow } from '@thala/service'
import type { Store } from '@thala/store'
import type { Main } from './generation.ts'
import { PAGE, pagesOf } from './pages.ts'

const links: Collection = collections.links

/** Rows of the generation take over from those that stand for the same messages. Answers how many had to be changed. */
export async function succeedRows(main: { readonly store: Store }, generation: { readonly store: Store }) {
  let changed = 0
  await main.store.refresh()
  for await (const page of pagesOf<StoredRow>(main.store, links)) {
    const former = new Map(page.map(({ id, body }) => [id, row.parse(body.row)]))
    const results = await generation.store.update<StoredRow>(links, [...former.keys()], (current, id) => {
      const before = former.get(id)
      const now = current && row.parse(current.body.row)
      const next = before && succeed(now, before)
      if (!next || next === now) return undefined
      return { id, body: { ownerEpoch: current?.body.ownerEpoch ?? 0, row: next }, index: publishedIndex(next) }
    })
    changed += results.filter((result) => result.ok && result.changed).length
  }
  return changed
}

const toLinkInputs = outputTo('linkInput', topics.linkInputs)

/** `name` of the generation: ids of its link inputs sort after every other, for of equal versions the larger id stands. */
export async function tell(main: Main, name: string): Promise<void> {
  const epochs = new Map<string, number>()
  await main.store.refresh()
  for await (const page of pagesOf<StoredRow>(main.store, links)) {
    const rows = page.map(({ body }) => ({ epoch: body.ownerEpoch, row: row.parse(body.row) }))
    await appendAll(
      main,
      rows.flatMap((one) => [...linkInputOf(one.row, name), ...linker.emit(one.row, name)]),
    )
    for (const one of rows) {
      await eraseFeatures(main, one.row)
      const { scope } = one.row.input
      epochs.set(scope, Math.max(epochs.get(scope) ?? 0, one.epoch))
    }
  }
  for (const [scope, epoch] of epochs) await stayAhead(main, scope, epoch)
}

function linkInputOf(of: Row, name: string): Output[] {
  if (of.kind === 'correction' || !isTold(of)) return []
  const { v: _, id, ...value } = of.input
  return [toLinkInputs(value, { id: `${name}-${hashId('link-input', id)}` })]
}

async function appendAll({ bus, env }: Main, outputs: readonly Output[]): Promise<void> {
  for (let i = 0; i < outputs.length; i += PAGE) await append(bus, env, outputs.slice(i, i + PAGE))
}

/** What the former linker had not yet read of a deletion, it will not read any more. */
async function eraseFeatures({ bus }: Main, of: Row): Promise<void> {
  if (of.kind === 'message' && of.input.deleted && isTold(of))
    await bus.overwrite(of.input.messageId, writeRecord(topics.linkInputs, of.input))
}

/** The main linker's next epoch must be later than any that the generation's linker wrote into a row. */
async function stayAhead({ store, env }: Main, scope: string, epoch: number): Promise<void> {
  const id = ownerId(groupOf(linker, env).group, scope)
  await store.update<Owner>(collections.checkpoints, [id], (current) => {
    if (current && current.body.epoch >= epoch) return undefined
    return { id, body: { epoch }, index: {} }
  })
}
