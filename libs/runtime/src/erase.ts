// A deletion erases: what was remembered about a message, and what of it had become dead letters. The view that calls
// this has already overwritten the message itself. Files are cleaned of erased text a little later, in one go for many
// deletions; that this is due is noted in the store, so that a death in between does not forget it.

import { collections, errorLine } from '@thala/contracts'
import type { Store } from '@thala/store'
import { eraseDeadLetters } from './dead-letters.ts'
import type { Log } from './log.ts'
import { eraseMemos } from './memo.ts'

/** Cleaning rewrites files: not after each deletion, but well within the five minutes in which text must be gone. */
const CLEAN_AFTER_MS = 60_000
const NOTE = 'erased-text-in-files'

interface Note {
  readonly due: boolean
}

const isDue = async (store: Store): Promise<boolean> =>
  (await store.get<Note>(collections.checkpoints, [NOTE])).get(NOTE)?.body.due === true

const note = (store: Store, due: boolean) =>
  store.update<Note>(collections.checkpoints, [NOTE], () => ({ id: NOTE, body: { due }, index: {} }))

export interface Eraser {
  erase(messageIds: readonly string[]): Promise<void>
  /** Cleans at once what is due, then ends. */
  stop(): Promise<void>
}

export async function startEraser(store: Store, log: Log): Promise<Eraser> {
  let timer: NodeJS.Timeout | undefined
  const clean = async () => {
    timer = undefined
    if (!(await isDue(store))) return
    // Noted first: what is erased while this runs makes it due again.
    await note(store, false)
    await store.compact().catch(async (error: unknown) => {
      await note(store, true)
      throw error
    })
  }
  const cleanLater = () => {
    const failed = (error: unknown) =>
      log.error({ error: errorLine(error) }, 'erased text could not be cleaned from files')
    timer ??= setTimeout(() => void clean().catch(failed), CLEAN_AFTER_MS).unref()
  }
  if (await isDue(store)) cleanLater()
  return {
    async erase(messageIds) {
      await store.refresh()
      for (const id of messageIds) {
        await eraseMemos(store, id)
        await eraseDeadLetters(store, id)
      }
      await note(store, true)
      cleanLater()
    },
    async stop() {
      if (!timer) return
      clearTimeout(timer)
      await clean()
    },
  }
}
