// Twelve faults that pipelines like this one really had, each planted in a thin layer around correct code. The checker has
// to find every one of them.

import { randomUUID } from 'node:crypto'
import type { Batch, Bus, OutgoingRecord } from '@thala/bus'
import {
  type ClassifiedMessage,
  type Collection,
  classifiedMessage,
  collections,
  headers,
  linkInput,
  topics,
} from '@thala/contracts'
import { evolveMessage, type MessageState } from '@thala/incidents'
import type { Declaration, ServiceDeclaration, ViewDeclaration } from '@thala/service'
import type { Store, UpdateResult } from '@thala/store'
import { mulberry32 } from '@thala/testkit'
import type { Plant } from './hostile.ts'

/** A plant keeps state of its own for each run. */
export const plants: readonly (() => Plant)[] = [
  () => ({ name: 'commits before it writes', bus: (bus) => handling(bus, commitFirst) }),
  () => ({ name: 'commits past an unfinished offset', bus: (bus) => handling(bus, commitAll) }),
  () => ({ name: 'commits after the partition was lost', bus: commitsWhenLost }),
  () => ({ name: 'draws random ids', bus: (bus) => publishing(bus, randomIds) }),
  () => ({ name: 'drops what should be tried again', bus: (bus) => publishing(bus, withoutRetries) }),
  () => ({
    name: 'ignores errors of single items',
    store: (store) => answering(store, collections.messages, noErrors),
  }),
  () => ({ name: 'takes a conflict for success', store: (store) => losingRaces(store, 'success') }),
  () => ({ name: 'takes a conflict for bad data', store: (store) => losingRaces(store, 'failure') }),
  () => ({
    name: 'announces only what changed',
    store: (store) => answering(store, collections.incidents, onlyChanged),
  }),
  () => ({ name: 'deletes for good', declaration: forgetsTombstones }),
  () => ({ name: 'lets the last arrival win', declaration: lastArrivalWins }),
  () => ({ name: 'resolves the most recent incident', declaration: resolvesByRecency() }),
]

type Handle = (batch: Batch) => Promise<void>

const handling = (bus: Bus, around: (handle: Handle) => Handle): Bus => ({
  ...bus,
  subscribe: (options) => bus.subscribe({ ...options, onBatch: around(options.onBatch) }),
})

const endOf = ({ records }: Batch): number => (records.at(-1)?.offset ?? -1) + 1

const commitFirst =
  (handle: Handle): Handle =>
  async (batch) => {
    await batch.commit(endOf(batch))
    await handle(batch)
  }

const commitAll =
  (handle: Handle): Handle =>
  (batch) =>
    handle({ ...batch, commit: () => batch.commit(endOf(batch)) })

/** The handler that lost its partition ends as if it had not: what it had in hand counts as done. */
function commitsWhenLost(bus: Bus): Bus {
  return {
    ...bus,
    subscribe: async (options) => {
      const inHand = new Set<Batch>()
      const subscription = await bus.subscribe({
        ...options,
        onBatch: async (batch) => {
          inHand.add(batch)
          await options.onBatch(batch)
          inHand.delete(batch)
        },
      })
      return {
        stop: async (stopping) => {
          await subscription.stop(stopping)
          const ends = [...inHand].map((batch) => ({
            topic: batch.topic,
            partition: batch.partition,
            offset: endOf(batch),
          }))
          await bus.seek(options.group, ends)
        },
      }
    },
  }
}

const publishing = (bus: Bus, change: (record: OutgoingRecord) => OutgoingRecord[]): Bus => ({
  ...bus,
  publish: (records) => bus.publish(records.flatMap(change)),
})

const withoutRetries = (record: OutgoingRecord): OutgoingRecord[] => (record.topic.includes('.retry-') ? [] : [record])

function randomIds(record: OutgoingRecord): OutgoingRecord[] {
  if (record.topic !== topics.classified.name || record.value === null) return [record]
  const id = randomUUID()
  const event = { ...classifiedMessage.parse(JSON.parse(Buffer.from(record.value).toString())), id }
  return [
    { ...record, value: Buffer.from(JSON.stringify(event)), headers: { ...record.headers, [headers.eventId]: id } },
  ]
}

type Change = <T>(result: UpdateResult<T>) => UpdateResult<T>

const answering = (store: Store, of: Collection, change: Change): Store => ({
  ...store,
  update: async (collection, ids, evolve) => {
    const results = await store.update(collection, ids, evolve)
    return collection === of ? results.map(change) : results
  },
})

const noErrors: Change = (result) =>
  result.ok ? result : { id: result.id, ok: true, changed: true, document: undefined }

const onlyChanged: Change = (result) => (result.ok && !result.changed ? { ...result, document: undefined } : result)

/** Now and then another writer is faster, and this one does not read again. */
function losingRaces(store: Store, takenFor: 'success' | 'failure'): Store {
  const random = mulberry32(1)
  return {
    ...store,
    update: async (collection, ids, evolve) => {
      const lost = new Set(collection === collections.messages ? ids.filter(() => random() < 0.15) : [])
      const others = ids.filter((id) => !lost.has(id))
      const written = new Map((await store.update(collection, others, evolve)).map((one) => [one.id, one]))
      return ids.map((id) => {
        const result = written.get(id)
        if (result) return result
        if (takenFor === 'failure') return { id, ok: false, reason: 'version conflict (409)' }
        return { id, ok: true, changed: true, document: evolve(undefined, id) }
      })
    },
  }
}

/** The messages view with another way of taking an event in; every other declaration as it is. */
const messagesView =
  (evolve: (state: MessageState | undefined, event: ClassifiedMessage) => MessageState) =>
  (declaration: Declaration): Declaration => {
    if (declaration.kind !== 'view' || declaration.collection !== collections.messages) return declaration
    const planted: ViewDeclaration = {
      ...declaration,
      evolve: (state: MessageState | undefined, { value }: { input: string; value: ClassifiedMessage }) =>
        evolve(state, value),
    }
    return planted
  }

const forgetsTombstones = messagesView((state, event) => evolveMessage(state?.deleted ? undefined : state, event))
const lastArrivalWins = messagesView((_, event) => evolveMessage(undefined, event))

/** A fix outside of a thread is taken for one of whatever was reported last. */
function resolvesByRecency(): (declaration: Declaration) => Declaration {
  let latestReport: string | null = null
  const recent = (value: object): object => {
    const input = linkInput.omit({ v: true, id: true }).parse(value)
    if (input.types.incident_report > 0.5) latestReport = input.messageId
    return input.types.resolution > 0.5 && input.threadId === null ? { ...value, threadId: latestReport } : value
  }
  return (declaration) => {
    if (declaration.name !== 'classifier' || declaration.kind !== 'service') return declaration
    const handle: ServiceDeclaration['handle'] = Object.fromEntries(
      Object.entries(declaration.handle).map(([input, handler]) => [
        input,
        async (event, context) => {
          const outcome = await handler(event, context)
          if (outcome.kind !== 'done') return outcome
          const outputs = outcome.outputs.map((one) =>
            one.topic === topics.linkInputs ? { ...one, value: recent(one.value) } : one,
          )
          return { ...outcome, outputs }
        },
      ]),
    )
    return { ...declaration, handle }
  }
}
