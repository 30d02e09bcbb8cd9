// What was attached to a deleted message goes with it: the bytes, unless a message that stands has the same ones, and what
// was read from them. May be repeated: what a death interrupts is done when the deletion is delivered again.

import type { Blobs } from '@thala/blobs'
import { attachmentId, collections } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import type { ReleaseContext } from '@thala/service'

type Context = Omit<ReleaseContext, 'deps'> & { readonly deps: { readonly blobs: Blobs } }

/** Removes the blobs, and answers under which ids something is remembered of them. */
export async function releaseBlobs(
  states: readonly MessageState[],
  { deps, store, refresh }: Context,
): Promise<readonly string[]> {
  const left = new Set(states.flatMap((state) => (state.deleted ? (state.blobs ?? []) : [])))
  if (left.size === 0) return []
  await refresh()
  const released: string[] = []
  for (const sha256 of left) {
    const holders = await store.findBy(collections.messages, 'attachment', [sha256], { limit: 1 })
    if (holders.length > 0) continue
    await deps.blobs.remove(sha256)
    released.push(attachmentId(sha256))
  }
  return released
}
