// Copies what changed in one index into another: everything, or what was written after a checkpoint.

import { bulk } from './bulk.ts'
import type { Elastic } from './client.ts'
import { writesTo } from './names.ts'
import { type Source, toIndexed, toStored } from './source.ts'

/** Documents read and written at a time. */
const PAGE = 500
/** How long the server keeps a point in time after each page. */
const KEEP_ALIVE = '5m'

export interface Copied {
  readonly documents: number
  /** Pass as `after` to copy what is written from now on. */
  readonly checkpoint: number
}

/** Before any write. */
export const BEGINNING = -1

/**
 * Every write has a sequence number in its shard. Up to the global checkpoint all have been carried out on every copy of
 * the shard, so a refresh after the checkpoint was read shows them, and no failure of a node takes them back: what a pass
 * cannot have seen has a larger number. No clock has a part in it. With several shards the smallest of their checkpoints
 * holds for all, and some documents are copied twice.
 */
export async function copyChanged(
  elastic: Elastic,
  source: string,
  target: string,
  after: number,
  onCopied: (documents: number) => void,
): Promise<Copied> {
  const checkpoint = await globalCheckpoint(elastic, source)
  await elastic.call((client) => client.indices.refresh({ index: source }))
  const { id } = await elastic.call((client) =>
    client.openPointInTime({ index: source, keep_alive: KEEP_ALIVE, allow_partial_search_results: false }),
  )
  const query = after === BEGINNING ? { match_all: {} } : { range: { _seq_no: { gt: after } } }
  let documents = 0
  try {
    for await (const page of pages(elastic, id, query)) {
      await write(elastic, target, page)
      documents += page.length
      onCopied(documents)
    }
  } finally {
    await elastic.call((client) => client.closePointInTime({ id }), {
      instead: () => ({ succeeded: true, num_freed: 0 }),
    })
  }
  return { documents, checkpoint }
}

async function globalCheckpoint(elastic: Elastic, index: string): Promise<number> {
  const { indices = {} } = await elastic.call((client) =>
    client.indices.stats({ index, level: 'shards', metric: 'docs' }),
  )
  const shards = Object.values(indices).flatMap((one) => Object.values(one.shards ?? {}).flat())
  const primaries = shards.filter((shard) => shard.routing?.primary === true)
  const checkpoints = primaries.map((shard) => shard.seq_no?.global_checkpoint ?? BEGINNING)
  return checkpoints.length > 0 ? Math.min(...checkpoints) : BEGINNING
}

async function* pages(elastic: Elastic, id: string, query: object): AsyncGenerator<Source[]> {
  let after: readonly (string | number)[] | undefined
  do {
    const { hits } = await elastic.call((client) =>
      client.search<Source>({
        pit: { id, keep_alive: KEEP_ALIVE },
        query,
        sort: [{ _shard_doc: 'asc' }],
        size: PAGE,
        track_total_hits: false,
        allow_partial_search_results: false,
        // Also where an older index leaves vectors out unless asked.
        _source_exclude_vectors: false,
        ...(after && { search_after: [...after] }),
      }),
    )
    const page = hits.hits
    yield page.flatMap(({ _source }) => _source ?? [])
    after = page.length < PAGE ? undefined : page.at(-1)?.sort?.map(Number)
  } while (after)
}

async function write(elastic: Elastic, target: string, page: readonly Source[]): Promise<void> {
  const items = page.map((source) => ({
    action: JSON.stringify({ index: { _index: writesTo(target), _id: source.id } }),
    source: JSON.stringify(toIndexed(toStored(source))),
  }))
  const results = await bulk(elastic, items)
  for (const [i, result] of results.entries())
    if (result !== 'stored')
      throw new Error(
        `${page[i]?.id} cannot be copied to ${target}: ${typeof result === 'object' ? result.refused : result}`,
      )
}
