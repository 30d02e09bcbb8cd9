// What a migration writes down in its target: from which folder it is, and whether it is over.

import { collections } from '@thala/contracts'
import type { Store } from '@thala/store'
import { z } from 'zod'

export const moved = z.object({ records: z.int(), documents: z.int(), groups: z.int() })
export type Moved = z.infer<typeof moved>

const note = z.object({
  /** Folder that it is from. */
  from: z.string(),
  /** Null until it is over. */
  done: z.object({ at: z.int(), moved }).nullable(),
  /** Retention had removed records from the folder: the log that was taken along does not begin at the beginning. */
  cut: z.boolean(),
})
export type Note = z.infer<typeof note>

/** In `checkpoints`. */
export const MIGRATION = 'migration'

export async function readMigration(store: Pick<Store, 'get'>): Promise<Note | null> {
  const found = (await store.get(collections.checkpoints, [MIGRATION])).get(MIGRATION)
  return found ? note.parse(found.body) : null
}

export async function writeMigration(store: Store, next: Note): Promise<void> {
  await store.update(collections.checkpoints, [MIGRATION], () => ({ id: MIGRATION, body: next, index: {} }))
}
