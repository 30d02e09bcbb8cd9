// Copies collections into new indices of the present mapping and puts those in the place of the old ones. Promise: no query
// fails; writers are refused as `dependency-down` for the last moments only, and lose nothing; ended at any point, it can
// be begun again, and then takes away what it left.

import { type Collection, ThalaError, thalaCommand } from '@thala/contracts'
import type { Elastic } from './client.ts'
import { compare } from './compare.ts'
import { BEGINNING, copyChanged } from './copy.ts'
import { createUnnamedIndex, standing } from './indices.ts'
import { type AliasOf, indexPattern, isIndexOf, writesTo } from './names.ts'
import { swap } from './swap.ts'

export interface ReindexProgress {
  readonly collection: string
  /** `copy`: all of it; `catch-up`: what was written meanwhile; `pause`: writers wait; `done`: the new index answers. */
  readonly phase: 'copy' | 'catch-up' | 'pause' | 'done'
  /** In this phase so far. */
  readonly documents: number
}

export interface ReindexOptions {
  readonly onProgress?: (progress: ReindexProgress) => void
}

export interface ReindexedCollection {
  readonly collection: string
  readonly index: string
  readonly documents: number
  /** How long writers waited. */
  readonly pausedMs: number
}

export type ReindexReport = readonly ReindexedCollection[]

/** So few are left that writers wait for them. */
const FEW = 500
/** If that many passes do not get there, writers are faster than the copy: they wait for what is left. */
const MAX_PASSES = 20

export async function reindex(
  elastic: Elastic,
  aliasOf: AliasOf,
  collections: readonly Collection[],
  { onProgress = () => undefined }: ReindexOptions = {},
): Promise<ReindexReport> {
  const stands = await standing(elastic, collections.map(aliasOf))
  const report: ReindexedCollection[] = []
  for (const collection of collections) {
    const alias = aliasOf(collection)
    const source = stands.get(alias)?.index
    if (source === undefined) continue
    await removeLeftovers(elastic, alias)
    await unblock(elastic, source)
    const target = await createUnnamedIndex(elastic, alias, collection)
    const note = (phase: ReindexProgress['phase'], documents: number) =>
      onProgress({ collection: collection.name, phase, documents })
    report.push({ collection: collection.name, ...(await replace(elastic, alias, source, target, note)) })
  }
  return report
}

type Note = (phase: ReindexProgress['phase'], documents: number) => void

async function replace(elastic: Elastic, alias: string, source: string, target: string, note: Note) {
  try {
    const checkpoint = await catchUp(elastic, source, target, note)
    const since = performance.now()
    await block(elastic, source)
    await copyChanged(elastic, source, target, checkpoint, (documents) => note('pause', documents))
    const documents = await compare(elastic, source, target)
    // Its alias goes with it. A promotion that was faster has removed it: then nothing of this happens.
    const moved = await swap(elastic, [{ add: { index: target, alias } }, { remove_index: { index: source } }])
    if (moved === 'moved' && (await standing(elastic, [alias])).get(alias)?.index !== target)
      throw new ThalaError(
        'dependency-down',
        `${alias} was replaced by a promotion meanwhile: run '${thalaCommand('store reindex')}' again`,
      )
    note('done', documents)
    return { index: target, documents, pausedMs: performance.now() - since }
  } catch (error) {
    await unblock(elastic, source)
    throw error
  }
}

/** Until few are left that were written while the last pass ran. */
async function catchUp(elastic: Elastic, source: string, target: string, note: Note): Promise<number> {
  let checkpoint = BEGINNING
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const phase = pass === 1 ? 'copy' : 'catch-up'
    const copied = await copyChanged(elastic, source, target, checkpoint, (documents) => note(phase, documents))
    checkpoint = copied.checkpoint
    if (copied.documents < FEW) break
  }
  return checkpoint
}

/** Answers when writes that were under way are done. */
async function block(elastic: Elastic, index: string): Promise<void> {
  await elastic.call((client) => client.indices.addBlock({ index, block: 'write' }))
}

/** Also that of a reindex which was killed. An index that is gone has none. */
async function unblock(elastic: Elastic, index: string): Promise<void> {
  const settings = { index: { 'blocks.write': null } }
  await elastic.call((client) => client.indices.putSettings({ index, settings, ignore_unavailable: true }))
}

/** Targets of a reindex that did not end: indices of this collection that no alias of a collection leads to. */
async function removeLeftovers(elastic: Elastic, alias: string): Promise<void> {
  const found = await elastic.call((client) =>
    client.indices.get({ index: indexPattern(alias), features: ['aliases'] }),
  )
  for (const [index, { aliases }] of Object.entries(found)) {
    const others = Object.keys(aliases ?? {}).filter((name) => name !== writesTo(index))
    if (!isIndexOf(alias, index) || others.length > 0) continue
    await elastic.call((client) => client.indices.delete({ index, ignore_unavailable: true }))
  }
}
