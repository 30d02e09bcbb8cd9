// Compares a finished run with a fault-free one, and with what was appended: more than the hash, so that a fault has a name.
// Promise: no finding for a correct run, whatever was killed, delivered twice or shuffled; every finding is a broken promise.

import type { Bus } from '@thala/bus'
import {
  collections,
  DEAD_LETTERS,
  DEFAULT_SCOPE,
  headers,
  incidentChanged,
  PARTITIONS,
  type SourceMessage,
  topics,
} from '@thala/contracts'
import type { IncidentState, MessageState } from '@thala/incidents'
import { backlog, type Env, type Group, prefixed, topicName } from '@thala/runtime'
import type { Versioned } from '@thala/service'
import { type Document, register, type Store, scanAll } from '@thala/store'
import { hashOf, type IncidentLine, readState, type State } from './state-hash.ts'

export interface Ran {
  readonly bus: Bus
  readonly store: Store
  readonly env?: Env
  readonly groups: readonly Group[]
}

/** What a fault-free run of the same events ended in. */
export interface Reference {
  readonly hash: string
  readonly state: State
  /** Ids of events by topic, of topics whose ids follow from the source events alone. */
  readonly eventIds: Readonly<Record<string, ReadonlySet<string>>>
}

export type Broken =
  | 'lost'
  | 'stale'
  | 'resurrected'
  | 'invented'
  | 'doubled'
  | 'unannounced'
  | 'dead-letters'
  | 'waiting'
  | 'hash'

export interface Finding {
  readonly broken: Broken
  readonly what: string
}

/** Their children's ids are hashes of the parent's; facts are left out, as their number follows the order of arrival. */
const derived = [topics.enriched, topics.classified, topics.linkInputs] as const
const PAGE = 1_000

export async function referenceOf({ bus, store, env = {} }: Ran): Promise<Reference> {
  await store.refresh()
  const state = await readState(store, bus, env)
  const eventIds: Record<string, ReadonlySet<string>> = {}
  for (const topic of derived) eventIds[topic.name] = await eventIdsOf(bus, topicName(topic, env))
  return { hash: hashOf(state), state, eventIds }
}

/** Empty for a correct run. `refused`: messages that end in the dead letters rather than among the documents. */
export async function check(
  ran: Ran,
  events: readonly SourceMessage[],
  reference: Reference,
  refused: ReadonlySet<string> = new Set(),
): Promise<Finding[]> {
  const found = await referenceOf(ran)
  const documents = await messagesOf(ran.store)
  return [
    ...messageFindings(latestVersions(events, refused), documents),
    ...eventFindings(found, reference),
    ...incidentFindings(found, reference),
    ...letterFindings(found, reference),
    ...(await waiting(ran)),
    ...(await unannounced(ran)),
    ...(found.hash === reference.hash
      ? []
      : [{ broken: 'hash' as const, what: `${found.hash} is not ${reference.hash}` }]),
  ]
}

const messagesOf = async (store: Store): Promise<Map<string, MessageState>> => {
  const documents = await Array.fromAsync(scanAll<Versioned<MessageState>>(store, collections.messages))
  return new Map(documents.map(({ id, body }) => [id, body.state]))
}

function latestVersions(events: readonly SourceMessage[], refused: ReadonlySet<string>): Map<string, SourceMessage> {
  const latest = new Map<string, SourceMessage>()
  for (const event of events)
    if (!refused.has(event.messageId)) latest.set(event.messageId, register(latest.get(event.messageId), event))
  return latest
}

function messageFindings(
  wanted: ReadonlyMap<string, SourceMessage>,
  documents: ReadonlyMap<string, MessageState>,
): Finding[] {
  const lost = [...wanted].flatMap(([id, event]): Finding[] => {
    const document = documents.get(id)
    if (!document) return [{ broken: 'lost', what: `message ${id}` }]
    if (event.deleted && !document.deleted) return [{ broken: 'resurrected', what: `message ${id}` }]
    const isLatest = document.revision === event.revision && document.deleted === event.deleted
    if (!isLatest || (!document.deleted && document.text !== event.text))
      return [{ broken: 'stale', what: `message ${id} is of ${document.revision}, not of ${event.revision}` }]
    return []
  })
  const invented = [...documents.keys()].filter((id) => !wanted.has(id))
  return [...lost, ...invented.map((id): Finding => ({ broken: 'invented', what: `message ${id}` }))]
}

const eventFindings = (found: Reference, reference: Reference): Finding[] =>
  derived.flatMap(({ name }) =>
    differences(
      found.eventIds[name] ?? new Set(),
      reference.eventIds[name] ?? new Set(),
      (id): Finding => ({ broken: 'lost', what: `event ${id} of ${name}` }),
      (id): Finding => ({ broken: 'invented', what: `event ${id} of ${name}` }),
    ),
  )

function incidentFindings(found: Reference, reference: Reference): Finding[] {
  const idsOf = ({ state }: Reference) => new Set(state.incidents.map(({ id }) => id))
  return [
    ...reportedTwice(found.state.incidents),
    ...differences(
      idsOf(found),
      idsOf(reference),
      (id): Finding => ({ broken: 'lost', what: `incident ${id}` }),
      (id): Finding => ({ broken: 'invented', what: `incident ${id}` }),
    ),
  ]
}

/** A report stands in one incident. */
function reportedTwice(incidents: readonly IncidentLine[]): Finding[] {
  const reports = new Set<string>()
  return incidents.flatMap(({ id, entries }) => {
    const own = entries.filter(({ role }) => role === 'report').map(({ message }) => message)
    const again = own.some((message) => reports.has(message))
    for (const message of own) reports.add(message)
    return again ? [{ broken: 'doubled' as const, what: `incident ${id} has the report of another` }] : []
  })
}

const letterFindings = (found: Reference, reference: Reference): Finding[] =>
  differences(
    new Set(found.state.deadLetters),
    new Set(reference.state.deadLetters),
    (id): Finding => ({ broken: 'dead-letters', what: `${id} is missing` }),
    (id): Finding => ({ broken: 'dead-letters', what: `${id} should not be one` }),
  )

function differences(
  found: ReadonlySet<string>,
  expected: ReadonlySet<string>,
  missing: (id: string) => Finding,
  extra: (id: string) => Finding,
): Finding[] {
  const missed = [...expected].filter((id) => !found.has(id))
  const surplus = [...found].filter((id) => !expected.has(id))
  return [...missed.map(missing), ...surplus.map(extra)]
}

async function waiting({ bus, store, groups }: Ran): Promise<Finding[]> {
  const { waiting, groups: byGroup } = await backlog(bus, groups)
  const left = await store.findBy(collections.links, 'unpublished', [DEFAULT_SCOPE])
  return [
    ...(waiting > 0 ? [{ broken: 'waiting' as const, what: JSON.stringify(byGroup) }] : []),
    ...left.map(({ id }): Finding => ({ broken: 'waiting', what: `decision ${id} was never published` })),
  ]
}

/** Every incident's present version has been told: else who follows the notices never hears of it. */
async function unannounced({ bus, store, env = {} }: Ran): Promise<Finding[]> {
  const told = new Set<string>()
  for await (const { value } of records(bus, topicName(topics.incidents, env))) {
    const notice = incidentChanged.parse(JSON.parse(new TextDecoder().decode(value ?? new Uint8Array())))
    told.add(`${notice.incidentId}@${notice.version}`)
  }
  const incidents: Document<Versioned<IncidentState>>[] = await Array.fromAsync(scanAll(store, collections.incidents))
  return incidents
    .filter(({ id, body }) => !told.has(`${id}@${body.version}`))
    .map(({ id, body }) => ({ broken: 'unannounced', what: `incident ${id} version ${body.version}` }))
}

async function* records(bus: Bus, topic: string) {
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (let from = 0; ; ) {
      const page = await bus.read({ topic, partition, from, limit: PAGE })
      yield* page
      const last = page.at(-1)
      if (!last) break
      from = last.offset + 1
    }
}

async function eventIdsOf(bus: Bus, topic: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { headers: told } of records(bus, topic)) ids.add(told[headers.eventId] ?? 'none')
  return ids
}

/** Letters told on the topic, by id: how often each. */
export async function lettersTold(bus: Bus, env: Env = {}): Promise<Map<string, number>> {
  const told = new Map<string, number>()
  for await (const { headers: h } of records(bus, prefixed(DEAD_LETTERS, env))) {
    const id = h[headers.deadLetterId]
    if (id !== undefined && h[headers.replayed] === undefined) told.set(id, (told.get(id) ?? 0) + 1)
  }
  return told
}

/** Records beyond one for each event: what was written again after a death. */
export async function rewritten(bus: Bus, topic: string): Promise<number> {
  const ids = new Set<string>()
  let count = 0
  for await (const { headers: told } of records(bus, topic)) {
    count++
    ids.add(told[headers.eventId] ?? `none ${count}`)
  }
  return count - ids.size
}
