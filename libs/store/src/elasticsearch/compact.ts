// Leaves no earlier version of a document on the server. Elasticsearch keeps deleted ones for copies of a shard that are
// behind, and learns every 30 s that none is; only then does a merge drop them (measured: before that it drops nothing).

import { setTimeout as wait } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts/errors'
import type { Elastic } from './client.ts'

/** Collections that nobody wrote have no index. The client's types do not know it for this request. */
const LENIENT = { ignore_unavailable: true }

const POLL_MS = 500
/** Twice the server's own interval, and some. */
const MAX_WAIT_MS = 90_000
/** A merge answers when it is done: 100,000 messages take some seconds. */
const MERGE_TIMEOUT_MS = 30 * 60_000

interface Shard {
  readonly deleted: number
  /** Of its last write. */
  readonly last: number
  /** What is deleted from here on is kept. */
  readonly kept: number
}

export async function compact(elastic: Elastic, aliases: string[]): Promise<void> {
  const all = { index: aliases, ignore_unavailable: true }
  await elastic.call((client) => client.indices.flush({ ...all, force: true }))
  await elastic.call((client) => client.indices.refresh(all))
  const before = await shards(elastic, aliases)
  const waiting = [...before].filter(([, { deleted }]) => deleted > 0)
  if (waiting.length === 0) return
  await untilNoLongerKept(elastic, aliases, new Map(waiting.map(([shard, { last }]) => [shard, last])))
  await elastic.call((client) =>
    client.indices.forcemerge({ ...all, only_expunge_deletes: true }, { requestTimeout: MERGE_TIMEOUT_MS }),
  )
  // The merged segments are the only ones from the next commit and the next searcher on.
  await elastic.call((client) => client.indices.flush({ ...all, force: true }))
  await elastic.call((client) => client.indices.refresh(all))
}

async function untilNoLongerKept(
  elastic: Elastic,
  aliases: string[],
  last: ReadonlyMap<string, number>,
): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS
  for (;;) {
    const now = await shards(elastic, aliases)
    const kept = [...last].filter(([shard, number]) => (now.get(shard)?.kept ?? number + 1) <= number)
    if (kept.length === 0) return
    if (performance.now() > deadline)
      throw new ThalaError(
        'dependency-down',
        `Elasticsearch at ${elastic.address.host} keeps deleted documents of ${kept[0]?.[0]} for a copy that is behind, ` +
          'so erased text may remain: bring its nodes back (GET _cluster/health), it is tried again',
      )
    await wait(POLL_MS)
  }
}

/** Of every primary, by index and number. */
async function shards(elastic: Elastic, aliases: string[]): Promise<Map<string, Shard>> {
  const { indices = {} } = await elastic.call((client) =>
    client.indices.stats({ index: aliases, level: 'shards', metric: 'docs', querystring: LENIENT }),
  )
  const found = new Map<string, Shard>()
  for (const [index, { shards: numbered = {} }] of Object.entries(indices))
    for (const [number, copies] of Object.entries(numbered))
      for (const { routing, docs, seq_no, retention_leases } of copies) {
        if (routing?.primary !== true) continue
        const kept = (retention_leases?.leases ?? []).map(({ retaining_seq_no }) => retaining_seq_no)
        const last = seq_no?.max_seq_no ?? -1
        found.set(`${index} ${number}`, { deleted: docs?.deleted ?? 0, last, kept: Math.min(last + 1, ...kept) })
      }
  return found
}
