// Where the main groups go on after a promotion. From outside they read on where the generation came to. Of what services
// wrote for each other nothing is read again: it came from before, so it is in the generation, or comes again.

import { collections, type Topic, topics } from '@thala/contracts'
import { deadLettersGroup, groupOf, topicName } from '@thala/runtime'
import { scanAll } from '@thala/store'
import type { Generation, Main } from './generation.ts'
import type { Move } from './note.ts'
import { mainGroups } from './standstill.ts'

/** The generation's decisions are yet to be appended here, to be taken in by whoever reads them. */
const toldTo: readonly Topic[] = [topics.facts]

/** Those places that have to be known before anything is changed. */
export async function movesBefore(main: Main, generation: Generation): Promise<Move[]> {
  const { bus, env, declarations } = main
  const moves = declarations.map(async (declaration): Promise<Move> => {
    const { group } = groupOf(declaration, env)
    const there = groupOf(declaration, generation.env, generation.name).group
    const read = Object.values(declaration.consumes)
    const external = read.filter((topic) => topic.external).map((topic) => topicName(topic, env))
    const told = read.filter((topic) => toldTo.includes(topic)).map((topic) => topicName(topic, env))
    const reached = await positionsOf(main, there, external, 'committed')
    const ends = await positionsOf(main, group, told, 'end')
    return { group, positions: [...reached, ...ends] }
  })
  const letters = deadLettersGroup(env)
  const follow = { group: letters.group, positions: await positionsOf({ bus }, letters.group, letters.topics, 'end') }
  return [...(await Promise.all(moves)), follow]
}

async function positionsOf(
  { bus }: Pick<Main, 'bus'>,
  group: string,
  names: readonly string[],
  place: 'committed' | 'end',
): Promise<Move['positions']> {
  if (names.length === 0) return []
  const lags = await bus.lag(group, names)
  return lags.map((lag) => ({ topic: lag.topic, partition: lag.partition, offset: lag[place] }))
}

/** Moves every group, those topics to their ends of which nothing was noted. */
export async function moveGroups(main: Main, noted: readonly Move[]): Promise<void> {
  for (const { group, topics: names } of mainGroups(main)) {
    const known = noted.find((move) => move.group === group)?.positions ?? []
    const others = names.filter((name) => !known.some(({ topic }) => topic === name))
    await main.bus.seek(group, [...known, ...(await positionsOf(main, group, others, 'end'))])
  }
  await forgetAttempts(main)
}

interface Attempt {
  readonly first: number
  readonly last: number
  readonly deaths: number
}

/** They are about offsets: a group that moved back would look as if it had died there. */
async function forgetAttempts(main: Main): Promise<void> {
  const groups = mainGroups(main).map(({ group }) => `${group}/`)
  await main.store.refresh()
  for await (const { id } of scanAll(main.store, collections.attempts)) {
    if (!groups.some((group) => id.startsWith(group))) continue
    const body: Attempt = { first: -1, last: -1, deaths: 0 }
    await main.store.update<Attempt>(collections.attempts, [id], () => ({ id, body, index: {} }))
  }
}
