// Dead letters across a replay: what could not be handled again is dead again; what could be has been replayed; what was not
// read again stands as it is.

import type { BusRecord } from '@thala/bus'
import { collections, DEAD_LETTERS } from '@thala/contracts'
import { type DeadLetter, deadLetterDocument, deadLettersGroup, evolveDeadLetter, prefixed } from '@thala/runtime'
import type { Store } from '@thala/store'
import type { Generation, Main } from './generation.ts'
import type { Move } from './note.ts'
import { pagesOf, recordsFrom } from './pages.ts'

const { deadLetters, messages } = collections

/** Letters that the topic has and the collection has not yet: up to where their follower will go on. */
export async function catchUpLetters({ bus, store, env }: Main, moves: readonly Move[]): Promise<void> {
  const topic = prefixed(DEAD_LETTERS, env)
  const { group } = deadLettersGroup(env)
  const ends = moves.find((move) => move.group === group)?.positions ?? []
  for (const { partition, committed } of await bus.lag(group, [topic])) {
    const end = ends.find((one) => one.partition === partition)?.offset ?? committed
    for await (const records of recordsFrom(bus, { topic, partition, from: committed }))
      for (const record of records) if (record.offset < end) await takeIn(store, record)
  }
}

async function takeIn(store: Store, record: BusRecord): Promise<void> {
  const { key } = record
  if (key === null) return
  await store.update<DeadLetter>(deadLetters, [key], (current) => {
    const letter = evolveDeadLetter(current?.body, record)
    return letter && deadLetterDocument(letter)
  })
}

/** `partial`: the range did not begin at the beginning. */
export async function carryLetters(main: Main, generation: Generation, partial: boolean): Promise<void> {
  await Promise.all([main.store.refresh(), generation.store.refresh()])
  for await (const page of pagesOf<DeadLetter>(main.store, deadLetters)) {
    const wereRead = partial
      ? await readAgain(
          generation.store,
          page.flatMap(({ body }) => body.subject ?? []),
        )
      : null
    const byId = new Map(page.map(({ id, body }) => [id, body]))
    await generation.store.update<DeadLetter>(deadLetters, [...byId.keys()], (current, id) => {
      const letter = byId.get(id)
      if (!letter || current) return undefined
      const stands =
        letter.topic === null ||
        letter.status === 'erased' ||
        (wereRead !== null && !(letter.subject !== null && wereRead.has(letter.subject)))
      return deadLetterDocument(stands ? letter : { ...letter, status: 'replayed' })
    })
  }
}

/** Of these messages, those that the generation read, or could not read. */
async function readAgain(store: Store, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  const known = await store.get(messages, [...new Set(subjects)])
  const refused = await store.findBy<DeadLetter>(deadLetters, 'subject', subjects, { limit: 10_000 })
  return new Set([...known.keys(), ...refused.flatMap(({ body }) => body.subject ?? [])])
}
