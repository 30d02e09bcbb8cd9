// Drives a `fold`: one owner for each scope places batches into its sequence, in memory; rows are written by
// compare-and-set, their outputs published, the rows marked, then the batch is committed.

import type { Batch } from '@thala/bus'
import { collections, headers, ThalaError } from '@thala/contracts'
import type { Fold, FoldDeclaration, FoldRow, StoredRow } from '@thala/service'
import type { Document } from '@thala/store'
import { z } from 'zod'
import { inputReader } from './inputs.ts'
import { patiently } from './patience.ts'
import { seal } from './seal.ts'
import type { Pump } from './service-pump.ts'
import { byKey, finish, readBatch } from './settle.ts'
import type { Stage } from './stage.ts'
import { takeTurns } from './turns.ts'

interface Owned {
  readonly fence: Fence
  /** Of the log: under another claim somebody else may have written meanwhile. */
  readonly claim: string
  readonly fold: Fold
}

/** Tells an owner from those before and after it. */
interface Fence {
  readonly scope: string
  readonly epoch: number
}

/** An event that says its message is deleted: it holds nothing of it. */
const tombstone = z.object({ deleted: z.literal(true) })

/** Rows of one write, and records of one publish. */
const CHUNK = 500

export function foldPump(declaration: FoldDeclaration, stage: Stage): Pump {
  const read = inputReader(declaration.consumes, stage.env)
  const scopes = new Map<string, Owned>()
  // Inputs and corrections come from two topics, but a scope has one sequence.
  const inTurn = takeTurns()

  const owned = async (batch: Batch, scope: string): Promise<Owned> => {
    const known = scopes.get(scope)
    if (known?.claim === batch.claim) return known
    const opened = await patiently(stage, batch, () => takeOver(declaration, stage, scope, batch.claim))
    scopes.set(scope, opened)
    return opened
  }

  const work = async (batch: Batch): Promise<void> => {
    const arrivals = await readBatch(stage, batch, read)
    const groups = byKey(arrivals, declaration.scope)
    for (const [scope, group] of groups) {
      const changes = group.map(({ change }) => change)
      const { fence, fold } = await owned(batch, scope)
      await patiently(stage, batch, () => fold.prepare(changes))
      const rows = fold.place(changes)
      await patiently(stage, batch, () => settleRows(declaration, stage, fence, rows))
    }
    for (const { from, change } of arrivals) {
      const subject = from.record.headers[headers.subject]
      const { value } = from.record
      // What is kept for ever keeps of a deleted message only that it is deleted.
      if (subject !== undefined && value !== null && tombstone.safeParse(change.value).success)
        await patiently(stage, batch, () => stage.bus.overwrite(subject, value))
    }
    await finish(stage, batch)
  }

  return (batch) =>
    inTurn(() =>
      work(batch).catch((error: unknown) => {
        // What is delivered again is decided from what is stored by then, under a later epoch.
        scopes.clear()
        throw error
      }),
    )
}

/** Raises the epoch of the scope, so that an older owner's writes fail, and publishes what it left unpublished. */
async function takeOver(declaration: FoldDeclaration, stage: Stage, scope: string, claim: string): Promise<Owned> {
  const id = ownerId(stage.group, scope)
  const [result] = await stage.store.update<Owner>(collections.checkpoints, [id], (current) => ({
    id,
    body: { epoch: (current?.body.epoch ?? 0) + 1 },
    index: {},
  }))
  const fence = { scope, epoch: result?.ok ? (result.document?.body.epoch ?? 1) : 1 }
  await stage.store.refresh()
  for (;;) {
    const left = await stage.store.findBy<StoredRow>(declaration.collection, declaration.unpublishedField, [scope], {
      limit: CHUNK,
    })
    if (left.length === 0) break
    await publishRows(declaration, stage, fence, left.map(fromDocument))
    await stage.store.refresh()
  }
  return { fence, claim, fold: await declaration.open(scope, stage.store) }
}

/** In `checkpoints`: the latest owner of a scope. Rows of a later one fence it off. */
export interface Owner {
  readonly epoch: number
}

export const ownerId = (group: string, scope: string): string => `owner/${group}/${scope}`

const replaced = (stage: Stage, epoch: number): ThalaError =>
  new ThalaError('zombie', `${stage.name}: another process took over (epoch ${epoch}); this one starts the scope again`)

/**
 * Throws `zombie` when a later owner has begun. Rows that it wrote are compared one by one; this is for those that it has
 * not touched, and for the log, which compares nothing.
 */
async function checkOwner(stage: Stage, { scope, epoch }: Fence): Promise<void> {
  const id = ownerId(stage.group, scope)
  const latest = (await stage.store.get<Owner>(collections.checkpoints, [id])).get(id)?.body.epoch ?? epoch
  if (latest > epoch) throw replaced(stage, latest)
}

const fromDocument = (doc: Document<StoredRow>): FoldRow => ({
  id: doc.id,
  body: doc.body.row,
  index: doc.index,
  cause: false,
})

/**
 * Rows that follow from a change are stored before the rows that caused it: after a death in between, the redelivered
 * cause is new to the next owner, who decides the whole again.
 */
async function settleRows(
  declaration: FoldDeclaration,
  stage: Stage,
  fence: Fence,
  rows: readonly FoldRow[],
): Promise<void> {
  await checkOwner(stage, fence)
  const following = rows.filter((row) => !row.cause)
  const causes = rows.filter((row) => row.cause)
  for (const group of [following, causes])
    for (let i = 0; i < group.length; i += CHUNK)
      await write(declaration, stage, fence, group.slice(i, i + CHUNK), false)
  await stage.at('stored', stage.name)
  const ordered = [...following, ...causes]
  for (let i = 0; i < ordered.length; i += CHUNK)
    await publishRows(declaration, stage, fence, ordered.slice(i, i + CHUNK))
}

async function publishRows(
  declaration: FoldDeclaration,
  stage: Stage,
  fence: Fence,
  rows: readonly FoldRow[],
): Promise<void> {
  const pending = rows.filter((row) => declaration.unpublishedField in row.index)
  const records = pending.flatMap((row) =>
    declaration.emit(row.body, stage.generation).map((output) => seal(output, stage.env)),
  )
  if (records.length > 0) {
    await checkOwner(stage, fence)
    await stage.bus.publish(records)
  }
  await stage.at('published', stage.name)
  if (pending.length > 0) await write(declaration, stage, fence, pending, true)
  await stage.at('marked', stage.name)
}

/** Throws `zombie` when a row was written by a later owner. */
async function write(
  declaration: FoldDeclaration,
  stage: Stage,
  { epoch }: Fence,
  rows: readonly FoldRow[],
  published: boolean,
): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  if (byId.size === 0) return
  const results = await stage.store.update<StoredRow>(declaration.collection, [...byId.keys()], (current, id) => {
    const row = byId.get(id)
    if (!row) return undefined
    if (current && current.body.ownerEpoch > epoch) throw replaced(stage, current.body.ownerEpoch)
    const index = published ? without(row.index, declaration.unpublishedField) : row.index
    return { id, body: { ownerEpoch: epoch, row: row.body }, index }
  })
  const failed = results.find((result) => !result.ok)
  if (failed && !failed.ok) throw new Error(`${stage.name} cannot store row ${failed.id}: ${failed.reason}`)
}

const without = (index: Document['index'], field: string): Document['index'] =>
  Object.fromEntries(Object.entries(index).filter(([name]) => name !== field))
