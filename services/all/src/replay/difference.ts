// What would be different if the generation took over: incidents opened, closed, opened again and gone, and messages linked
// otherwise; as far as the generation read the messages itself. Ids and states only: nobody's words.

import { type Collection, collections, type IncidentState as Status, shortIncidentId } from '@thala/contracts'
import { evaluate, type IncidentState, isCorrection, isLive, isShown } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'
import { type Store, scanAll } from '@thala/store'

/** An incident that is shown: the state it is in, and the messages that take part. */
interface Shown {
  readonly status: Status
  readonly messages: readonly string[]
}

/** By incident id. */
export type Incidents = ReadonlyMap<string, Shown>

export interface Changed {
  readonly incident: string
  readonly from: Status | null
  readonly to: Status | null
}

export interface Moved {
  readonly message: string
  /** Short forms of the incidents; null: of none. */
  readonly from: string | null
  readonly to: string | null
}

export interface Difference {
  /** Messages that the generation read. */
  readonly read: number
  readonly opened: readonly Changed[]
  readonly closed: readonly Changed[]
  readonly reopened: readonly Changed[]
  readonly gone: readonly Changed[]
  readonly moved: readonly Moved[]
}

/** `read`: ids of the messages that the generation read; about others it has nothing to say. */
export function compare(before: Incidents, after: Incidents, read: ReadonlySet<string>): Difference {
  const concerned = ({ messages }: Shown) => messages.some((id) => read.has(id))
  const changes = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((id): Changed[] => {
    const [was, is] = [before.get(id), after.get(id)]
    const status = { from: was?.status ?? null, to: is?.status ?? null }
    if (status.from === status.to || ![was, is].some((one) => one && concerned(one))) return []
    return [{ incident: shortIncidentId(id), ...status }]
  })
  const stays = changes.filter(({ from, to }) => from !== null && to !== null)
  return {
    read: read.size,
    opened: changes.filter(({ from }) => from === null),
    closed: stays.filter(({ to }) => to === 'Resolved'),
    reopened: stays.filter(({ to }) => to !== 'Resolved'),
    gone: changes.filter(({ to }) => to === null),
    moved: movedBetween(placesIn(before), placesIn(after), read),
  }
}

function movedBetween(was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>, read: ReadonlySet<string>) {
  const short = (id: string | undefined) => (id === undefined ? null : shortIncidentId(id))
  return [...read].sort().flatMap((message): Moved[] => {
    const [from, to] = [was.get(message), is.get(message)]
    return from === to ? [] : [{ message, from: short(from), to: short(to) }]
  })
}

const placesIn = (incidents: Incidents): Map<string, string> =>
  new Map([...incidents].flatMap(([id, { messages }]) => messages.map((message) => [message, id] as const)))

/** Between what stands and what a generation has. */
export async function difference(main: Store, generation: Store): Promise<Difference> {
  await Promise.all([main.refresh(), generation.refresh()])
  const messages: Collection = collections.messages
  const read = new Set<string>()
  for await (const { id } of scanAll(generation, messages)) read.add(id)
  return compare(await incidentsOf(main), await incidentsOf(generation), read)
}

async function incidentsOf(store: StoreReader): Promise<Incidents> {
  const shown = new Map<string, Shown>()
  for await (const { id, body } of scanAll<Versioned<IncidentState>>(store, collections.incidents)) {
    const live = Object.values(body.state.entries).filter(isLive)
    const { status } = evaluate(live)
    if (!isShown(status)) continue
    const messages = live.filter((entry) => !isCorrection(entry)).map(({ entryId }) => entryId)
    shown.set(id, { status, messages })
  }
  return shown
}
