// One bulk request, cut to what the server takes, with the failed items alone sent again. Promise: each item ends as
// stored, in conflict or refused, in the order of the items; or the call throws, and the caller may do all of it again.

import { setTimeout as wait } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts/errors'
import { waitMs } from './backoff.ts'
import type { Elastic } from './client.ts'
import { isBlocked, isPassing, WHY_BLOCKED } from './failure.ts'

export interface BulkItem {
  /** The action, as one line of JSON. */
  readonly action: string
  /** The document, as one line of JSON. */
  readonly source: string
}

export type BulkResult =
  | 'stored'
  /** Somebody else wrote this document, or put another index in the place of this one. */
  | 'conflict'
  /** The alias has no index behind it. */
  | 'missing'
  | { readonly refused: string }

/** Bytes of one request. Elasticsearch takes 100 MB by default; smaller ones are as fast and keep its memory free. */
const MAX_BYTES = 8 * 1024 * 1024

export async function bulk(elastic: Elastic, items: readonly BulkItem[]): Promise<BulkResult[]> {
  const results = new Map<BulkItem, BulkResult>()
  let open = items
  for (let attempt = 1; open.length > 0; attempt++) {
    let failed: ItemError | undefined
    const again: BulkItem[] = []
    for (const part of parts(open))
      for (const [item, outcome] of await send(elastic, part)) {
        if (typeof outcome !== 'object' || 'refused' in outcome) results.set(item, outcome)
        else {
          failed = outcome
          again.push(item)
        }
      }
    open = again
    if (failed) await pause(elastic, attempt, failed, again.length)
  }
  return items.flatMap((item) => results.get(item) ?? [])
}

interface ItemError {
  readonly status: number
  readonly type: string
  readonly reason: string
}

async function pause(elastic: Elastic, attempt: number, failed: ItemError, count: number): Promise<void> {
  const { host } = elastic.address
  const line = `Elasticsearch at ${host} (ELASTICSEARCH_URL) took ${count} documents not: ${failed.reason}`
  if (isBlocked(failed)) throw new ThalaError('dependency-down', `${line}: ${WHY_BLOCKED}`)
  const waiting = waitMs(attempt, null, Math.random())
  if (waiting === null) throw new ThalaError('dependency-down', line)
  await wait(waiting)
}

function* parts(items: readonly BulkItem[]): Generator<readonly BulkItem[]> {
  let part: BulkItem[] = []
  let bytes = 0
  for (const item of items) {
    const size = Buffer.byteLength(item.source) + Buffer.byteLength(item.action)
    if (part.length > 0 && bytes + size > MAX_BYTES) {
      yield part
      part = []
      bytes = 0
    }
    part.push(item)
    bytes += size
  }
  yield part
}

type Outcome = readonly [BulkItem, BulkResult | ItemError]

async function send(elastic: Elastic, items: readonly BulkItem[]): Promise<readonly Outcome[]> {
  const operations = items.flatMap(({ action, source }) => [action, source])
  const answers = await elastic.call(
    async (client) => (await client.bulk<string>({ require_alias: true, operations })).items,
    { instead: ({ status }) => (status === 413 ? [] : undefined) },
  )
  if (answers.length === 0) return tooLarge(elastic, items)
  return items.map((item, i) => {
    const [result] = Object.values(answers[i] ?? {})
    if (!result) throw new Error(`a bulk of ${items.length} documents was answered for ${answers.length}`)
    return [item, outcomeOf(result.status, result.error?.type ?? '', result.error?.reason ?? '')]
  })
}

/** A proxy may take less than Elasticsearch does. */
async function tooLarge(elastic: Elastic, items: readonly BulkItem[]): Promise<readonly Outcome[]> {
  if (items.length === 1) return items.map((item) => [item, { refused: 'the server says that it is too large' }])
  const half = Math.ceil(items.length / 2)
  return [...(await send(elastic, items.slice(0, half))), ...(await send(elastic, items.slice(half)))]
}

export function outcomeOf(status: number, type: string, reason: string): BulkResult | ItemError {
  if (status < 300) return 'stored'
  if (status === 409) return 'conflict'
  if (status === 404) return 'missing'
  if (isPassing({ status }) || isBlocked({ status, type })) return { status, type, reason }
  return { refused: `${type}: ${reason}` }
}
