// What a replay writes down about itself, so that whoever comes after a death knows what was begun: a run is removed and
// begun again, a promotion is finished.

import { collections } from '@thala/contracts'
import type { Store } from '@thala/store'
import { z } from 'zod'

const position = z.object({ topic: z.string(), partition: z.int(), offset: z.int() })
const move = z.object({ group: z.string(), positions: z.array(position) })
export type Move = z.infer<typeof move>

/** In this order; each can be done again. */
export const promotionPhases = ['preparing', 'swapping', 'telling', 'moving', 'ending'] as const

const note = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('none') }),
  z.object({ phase: z.literal('running'), generation: z.string() }),
  z.object({
    phase: z.enum(promotionPhases),
    generation: z.string(),
    /** The range did not begin at the beginning. */
    partial: z.boolean(),
    /** Where the main groups go on. */
    moves: z.array(move),
  }),
])
export type Note = z.infer<typeof note>
export type Promotion = Extract<Note, { moves: unknown }>

const NOTE = 'replay'

export async function readNote(store: Pick<Store, 'get'>): Promise<Note> {
  const found = (await store.get(collections.checkpoints, [NOTE])).get(NOTE)
  return found ? note.parse(found.body) : { phase: 'none' }
}

export async function writeNote(store: Store, next: Note): Promise<void> {
  await store.update(collections.checkpoints, [NOTE], () => ({ id: NOTE, body: next, index: {} }))
}
