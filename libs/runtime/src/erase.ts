// A deletion erases: what was remembered about a message, and what of it had become dead letters. The view that calls
// this has already overwritten the message itself. Files are cleaned of erased text a little later, in one go for many
// deletions; that this is due is noted in the store, so that a death in between does not forget it.

import { setTimeout as wait } from 'node:timers/promises'
import { collections, errorLine } from '@thala/contracts'
import type { Store } from '@thala/store'
import { eraseDeadLetters } from './dead-letters.ts'
import type { Log } from './log.ts'
import { eraseMemos } from './memo.ts'

/** Cleaning rewrites files: not after each deletion, but well within the five minutes in which text must be gone. */
const CLEAN_AFTER_MS = 60_000
/** What takes longer at a stop is left to the next start: the note says that it is due. */
const CLEAN_AT_STOP_MS = 3_000
const NOTE = 'erased-text-in-files'

/** Erasures so far, and those of them whose text is gone from files. */
interface Note {
  readonly erased: number
  readonly cleaned: number
}

const counts = async (store: Store): Promise<Note> =>
  (await store.get<Note>(collections.checkpoints, [NOTE])).get(NOTE)?.body ?? { erased: 0, cleaned: 0 }

const note = (store: Store, next: (current: Note) => Note) =>
  store.update<Note>(collections.checkpoints, [NOTE], (current) => ({
    id: NOTE,
    body: next(current?.body ?? { erased: 0, cleaned: 0 }),
    index: {},
  }))

export interface Eraser {
  erase(messageIds: readonly string[]): Promise<void>
  /** Cleans what is due, if that does not take long, then ends. */
  stop(): Promise<void>
}

export async function startEraser(store: Store, log: Log): Promise<Eraser> {
  let timer: NodeJS.Timeout | undefined
  const clean = async () => {
    timer = undefined
    const { erased, cleaned } = await counts(store)
    if (erased === cleaned) return
    await store.compact()
    // Not of what was erased meanwhile.
    await note(store, (current) => ({ ...current, cleaned: Math.max(current.cleaned, erased) }))
  }
  const cleanLater = () => {
    const failed = (error: unknown) => {
      log.error({ error: errorLine(error) }, 'erased text could not be cleaned from files yet')
      cleanLater()
    }
    timer ??= setTimeout(() => void clean().catch(failed), CLEAN_AFTER_MS).unref()
  }
  const before = await counts(store)
  if (before.erased > before.cleaned) cleanLater()
  return {
    async erase(messageIds) {
      await store.refresh()
      for (const id of messageIds) {
        await eraseMemos(store, id)
        await eraseDeadLetters(store, id)
      }
      await note(store, (current) => ({ ...current, erased: current.erased + 1 }))
      cleanLater()
    },
    async stop() {
      if (!timer) return
      clearTimeout(timer)
      await Promise.race([clean(), wait(CLEAN_AT_STOP_MS, undefined, { ref: false })])
    },
  }
}
