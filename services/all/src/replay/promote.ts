// A generation takes the place of what stood, step by step, while nobody reads the log and everybody reads the store. Every
// step is written down before it begins and can be done again, so an interrupted promotion is finished, never undone.

import { type Collection, collections } from '@thala/contracts'
import type { Generation, Main } from './generation.ts'
import { carryLetters, catchUpLetters } from './letters.ts'
import { moveGroups, movesBefore } from './moves.ts'
import { type Promotion, promotionPhases, writeNote } from './note.ts'
import { pagesOf } from './pages.ts'
import { goOn } from './standstill.ts'
import { succeedRows, tell } from './telling.ts'

const promoted: readonly Collection[] = [
  collections.messages,
  collections.incidents,
  collections.directory,
  collections.links,
  collections.deadLetters,
]

/** For tests: called when a phase has been written down, and when it has been done; what it throws is a death there. */
export type AtPhase = (phase: Promotion['phase'], moment: 'begun' | 'done') => Promise<void>

/** Everybody stands still, and the generation has been stopped after everything that they had read. */
export async function beginPromotion(main: Main, generation: Generation, partial: boolean): Promise<Promotion> {
  const moves = await movesBefore(main, generation)
  return { phase: 'preparing', generation: generation.name, partial, moves }
}

/** From the phase of `promotion` to the end. */
export async function finishPromotion(
  main: Main,
  generation: Generation,
  promotion: Promotion,
  at: AtPhase = async () => undefined,
): Promise<void> {
  for (const phase of promotionPhases.slice(promotionPhases.indexOf(promotion.phase))) {
    await writeNote(main.store, { ...promotion, phase })
    await at(phase, 'begun')
    await steps[phase](main, generation, promotion)
    await at(phase, 'done')
  }
  await writeNote(main.store, { phase: 'none' })
}

type Step = (main: Main, generation: Generation, promotion: Promotion) => Promise<void>

const steps: Readonly<Record<Promotion['phase'], Step>> = {
  preparing: async (main, generation, { partial, moves }) => {
    await catchUpLetters(main, moves)
    await carryLetters(main, generation, partial)
    await keepMemos(main, generation)
    await succeedRows(main, generation)
  },
  swapping: (main, generation) => main.store.promote(generation.name, promoted),
  telling: (main, generation) => tell(main, generation.name),
  moving: (main, _, { moves }) => moveGroups(main, moves),
  ending: async (main, generation) => {
    await goOn(main)
    await generation.remove()
  },
}

/** What models said during the replay is not asked again. What was erased meanwhile stays erased. */
async function keepMemos(main: Main, generation: Generation): Promise<void> {
  await generation.store.refresh()
  for await (const page of pagesOf(generation.store, collections.memos)) {
    const byId = new Map(page.map((memo) => [memo.id, memo]))
    await main.store.update(collections.memos, [...byId.keys()], (current, id) => (current ? undefined : byId.get(id)))
  }
}
