// How far an export was read. Bound to its content: a changed export is read from its start, under ids that make what
// was read before an unchanged repeat.

import { z } from 'zod'

/** Raised when more, or something else, is read of an export: then all are read again. */
export const READING = 3

const checkpoint = z.object({
  /** Of the export's content and of how it is read. */
  digest: z.string(),
  /** Items before this one are in the log. */
  position: z.int().nonnegative(),
  /** Epoch ms; a resumed reading keeps it, so that times ahead of the clock are clamped as before. */
  receivedAt: z.int().nonnegative(),
  complete: z.boolean(),
})
export type Checkpoint = z.infer<typeof checkpoint>

/** Where to go on; from the start when there is no checkpoint, or one of another content. */
export function resume(stored: unknown, digest: string): Pick<Checkpoint, 'position' | 'complete'> {
  const known = checkpoint.safeParse(stored)
  if (!known.success || known.data.digest !== digest) return { position: 0, complete: false }
  return known.data
}

/** Time of receipt of a reading that was interrupted, whatever it read. */
export function interruptedAt(stored: unknown): number | undefined {
  const known = checkpoint.safeParse(stored).data
  return known && known.position > 0 && !known.complete ? known.receivedAt : undefined
}
