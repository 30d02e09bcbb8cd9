// Cards of several incidents, with the look-ups that they share.

import type { StoreReader } from '@thala/service'
import { card, type IssueCard } from './card.ts'
import { type Names, readNames } from './names.ts'
import type { ReadableIncident } from './readable.ts'
import { uniqueShortIds } from './short-ids.ts'

/** The names are of everything that these incidents can show. */
export async function cardsOf(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  incidents: readonly ReadableIncident[],
): Promise<{ readonly cards: IssueCard[]; readonly names: Names }> {
  const ids = incidents.map(({ id }) => id)
  const [names, shortIds] = await Promise.all([
    namesInIncidents(store, conversations, incidents),
    uniqueShortIds(store, ids),
  ])
  const cards = incidents.map((incident) => card(incident, shortIds.get(incident.id) ?? incident.id, names))
  return { cards, names }
}

function namesInIncidents(
  store: StoreReader,
  conversations: ReadonlySet<string>,
  incidents: readonly ReadableIncident[],
): Promise<Names> {
  const messages = incidents.flatMap((incident) => [...incident.messages.values()])
  const people = incidents.flatMap(({ entries }) => entries.flatMap(({ author }) => author ?? []))
  return readNames(store, conversations, messages, people)
}
