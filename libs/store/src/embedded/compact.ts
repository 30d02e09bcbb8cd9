// Leaves no erased text in the file: deletes what was promoted over, drops deleted terms from the index of words, rewrites the file, empties the
// write-ahead log. Readers go on meanwhile; writers wait while the file is rewritten (2 s for 250 MB).

import { Worker } from 'node:worker_threads'
import { errorLine, ThalaError } from '@thala/contracts'
import type { Database } from '@thala/sqlite'
import type { DiscardArgs, MergeArgs } from './wire.ts'

/** Pages of the index of words that one call works on: some 35 ms, so that other writes get their turn in between. */
const PAGES = 500
/** 100,000 messages take 9 steps. */
const MAX_STEPS = 100_000

/** Documents that one call deletes. */
const DOCUMENTS = 200

export async function compactFile(database: Database): Promise<void> {
  await discardRetired(database)
  await mergeTerms(database)
  await vacuum(await database.read<string>('store.file', undefined))
  await database.checkpoint()
}

/** Deletes what was promoted over or dropped, also what a process that died left behind. */
export async function discardRetired(database: Database): Promise<void> {
  const discard = () => database.write<boolean>('store.discard', { documents: DOCUMENTS } satisfies DiscardArgs)
  while (await discard());
}

/** A negative number puts all segments into one merge, which positive ones then carry on. */
async function mergeTerms(database: Database): Promise<void> {
  const merge = (pages: number) => database.write<boolean>('store.merge', { pages } satisfies MergeArgs)
  let more = await merge(-PAGES)
  for (let step = 0; more && step < MAX_STEPS; step++) more = await merge(PAGES)
}

/** In a thread of its own: neither the event loop nor the reading thread stands still. */
function vacuum(file: string): Promise<void> {
  const worker = new Worker(new URL('./vacuum-thread.ts', import.meta.url), { workerData: { file } })
  return new Promise((resolve, reject) => {
    worker.once('error', (cause) => {
      const line = `the database ${file} cannot be rewritten, so erased text may remain in it: ${errorLine(cause)}`
      reject(new ThalaError('dependency-down', line, { cause }))
    })
    worker.once('exit', () => resolve())
  })
}
