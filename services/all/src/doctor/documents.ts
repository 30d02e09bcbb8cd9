// Documents and search: whether the store opens, how its server is, and what waits there for somebody's attention.
// Promise: nothing is created or written.

import { stat } from 'node:fs/promises'
import { collections, isThalaError, thalaCommand } from '@thala/contracts'
import { type DeadLetter, elasticsearchSettings, type InstallationSettings, openForReading } from '@thala/runtime'
import { databaseFile } from '@thala/sqlite'
import { type ElasticsearchState, openElasticsearchStore, type Store } from '@thala/store'
import { bytesText } from './bytes.ts'
import { type Finding, fault, ok, type Subject, warning } from './finding.ts'
import { type KeysSetting, lookAtKeys } from './keys.ts'

export interface DocumentsSetting extends KeysSetting {
  readonly settings: InstallationSettings
  readonly dataDir: string
}

/** Below the limit of a check, so that its own line says what happened. */
const REQUEST_TIMEOUT_MS = 5_000

export async function* lookAtDocuments(subject: Subject, setting: DocumentsSetting): AsyncGenerator<Finding> {
  const elasticsearch = await elasticsearchSettings(setting.settings)
  if (elasticsearch) {
    const store = await openElasticsearchStore({ ...elasticsearch, requestTimeoutMs: REQUEST_TIMEOUT_MS })
    try {
      const server = await store.describe().catch((error: unknown) => {
        if (isThalaError(error, 'bad-config')) return null
        throw error
      })
      if (server) yield* lookAtServer(server, subject)
      else yield warning(subject, 'it opens, but may not be asked how it is: allow this user the privilege monitor')
      yield* lookInto(store, setting)
    } finally {
      await store.close()
    }
    return
  }
  const folder = await openForReading(setting.dataDir).catch((error: unknown) => {
    if (isThalaError(error, 'not-found')) return null
    throw error
  })
  if (folder === null) {
    yield ok(subject, `SQLite ${process.versions.sqlite}, made at the first start`)
    return yield* lookAtKeys(null, setting)
  }
  try {
    yield ok(subject, `SQLite ${process.versions.sqlite}, ${bytesText(await sizeOf(databaseFile(setting.dataDir)))}`)
    yield* lookInto(folder.store, setting)
  } finally {
    await folder.close()
  }
}

/** With what is not moved into the file yet. */
async function sizeOf(file: string): Promise<number> {
  const wal = await stat(`${file}-wal`).catch(() => ({ size: 0 }))
  return (await stat(file)).size + wal.size
}

async function* lookInto(store: Store, setting: DocumentsSetting): AsyncGenerator<Finding> {
  yield* lookAtDeadLetters(store)
  yield* lookAtKeys(store, setting)
}

const COUNTED = 1000

async function* lookAtDeadLetters(store: Store): AsyncGenerator<Finding> {
  const dead = await store.findBy<DeadLetter>(collections.deadLetters, 'status', ['dead'], { limit: COUNTED })
  const subject = { what: 'dead letters', on: `${dead.length}${dead.length === COUNTED ? ' or more' : ''}` }
  const first = dead[0]
  if (!first) return yield ok(subject)
  const { stage, code } = first.body
  const alike = dead.filter(({ body }) => body.stage === stage && body.code === code).length
  const most = `${alike} of them ${code} at ${stage}`
  yield warning(
    subject,
    `${most}: see '${thalaCommand('dlq list')}', then '${thalaCommand('dlq replay')}' once the reason is gone`,
  )
}

/**
 * Elasticsearch's own defaults: from `low` on it places no new index on that node, from `high` on it moves indices away,
 * from `flood` on it takes no writes. A share of the disk, at most so many bytes.
 */
const WATERMARKS = [
  { name: 'flood', state: fault, share: 0.05, mostBytes: 100e9, effect: 'it takes no writes' },
  { name: 'high', state: warning, share: 0.1, mostBytes: 150e9, effect: 'it moves indices to other nodes' },
  { name: 'low', state: warning, share: 0.15, mostBytes: 200e9, effect: 'it makes no new index there' },
] as const

export function* lookAtServer(server: ElasticsearchState, subject: Subject): Generator<Finding> {
  const { version, status, nodes, blocked } = server
  const count = `${nodes.length} node${nodes.length === 1 ? '' : 's'}`
  if (status === 'red') yield fault(subject, `${version}, ${count}: its state is red, some documents cannot be read`)
  else yield ok(subject, `${version}, ${count}, ${status}`)
  for (const index of blocked)
    yield fault(
      { what: 'index', on: index },
      `takes no writes: a full disk, or a reindex: '${thalaCommand('store reindex')}'`,
    )
  for (const { name, freeBytes, totalBytes } of nodes) {
    const reached = WATERMARKS.find(({ share, mostBytes }) => freeBytes < Math.min(share * totalBytes, mostBytes))
    const disk = { what: 'disk of node', on: name }
    const free = `${bytesText(freeBytes)} of ${bytesText(totalBytes)} free`
    if (reached) yield reached.state(disk, `${free}, past the ${reached.name} watermark: ${reached.effect}; make room`)
    else yield ok(disk, free)
  }
}
