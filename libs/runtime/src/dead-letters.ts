// Dead letters: the original bytes of what could not be handled, with the reason, until a person sends them back.
// The topic is the truth; a collection keeps the latest word on each letter, so that a replayed one is no longer dead.

import type { Bus, BusRecord, OutgoingRecord, Subscription } from '@thala/bus'
import {
  collections,
  DEAD_LETTERS,
  hashId,
  headers,
  retryTiers,
  retryTopic,
  sha256,
  ThalaError,
  thalaCommand,
} from '@thala/contracts'
import type { Document, Store } from '@thala/store'
import { inHand } from './in-hand.ts'
import { patiently } from './patience.ts'
import type { Stage } from './stage.ts'
import { deadLettersGroup, type Env, installedName, prefixed } from './topology.ts'

export interface DeadLetter {
  readonly id: string
  readonly status: 'dead' | 'replayed' | 'erased'
  /** Declaration that could not handle it. */
  readonly stage: string
  readonly code: string
  readonly reason: string
  /** Default name of the topic it came from; null for what a source could not read. */
  readonly topic: string | null
  readonly key: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly subject: string | null
  /** Original bytes, base64; null when there were none or they were erased. */
  readonly bytes: string | null
  readonly failedAt: number
}

export interface Failure {
  readonly stage: string
  readonly code: string
  readonly reason: string
  readonly failedAt: number
}

/** One letter for each distinct bytes at a stage: the same poison delivered twice is one dead letter. */
export const deadLetterId = (
  stage: string,
  topic: string | null,
  key: string | null,
  bytes: Uint8Array | null,
): string => hashId('dead-letter', stage, topic, key, bytes && sha256(bytes))

type Origin = Pick<BusRecord, 'key' | 'value' | 'headers'> & {
  readonly topic: string | null
  readonly partition?: number
  readonly offset?: number
}

/** Longest reason that is kept, in characters. */
const MAX_REASON = 500

export function deadLetterRecord(env: Env, origin: Origin, failure: Failure): OutgoingRecord {
  const id = deadLetterId(failure.stage, origin.topic, origin.key, origin.value)
  return {
    topic: prefixed(DEAD_LETTERS, env),
    key: id,
    value: origin.value,
    headers: {
      ...origin.headers,
      [headers.deadLetterId]: id,
      [headers.stage]: failure.stage,
      [headers.errorCode]: failure.code,
      [headers.errorReason]: failure.reason.slice(0, MAX_REASON),
      [headers.failedAt]: String(failure.failedAt),
      ...(origin.topic === null ? {} : { [headers.originTopic]: origin.topic }),
      ...(origin.key === null ? {} : { [headers.originKey]: origin.key }),
    },
  }
}

/** What the collection says after one more record of the topic. */
export function evolveDeadLetter(current: DeadLetter | undefined, record: BusRecord): DeadLetter | undefined {
  const h = record.headers
  const id = h[headers.deadLetterId]
  if (!id) return current
  if (h[headers.replayed]) return current && { ...current, status: 'replayed' }
  return {
    id,
    status: 'dead',
    stage: h[headers.stage] ?? 'unknown',
    code: h[headers.errorCode] ?? 'unknown',
    reason: h[headers.errorReason] ?? '',
    topic: h[headers.originTopic] ?? null,
    key: h[headers.originKey] ?? null,
    headers: Object.fromEntries(
      Object.entries(h).filter(([name]) => name === headers.eventId || name === headers.subject),
    ),
    subject: h[headers.subject] ?? null,
    bytes: record.value && Buffer.from(record.value).toString('base64'),
    failedAt: Number(h[headers.failedAt] ?? record.appendedAt),
  }
}

export const deadLetterDocument = (letter: DeadLetter): Document<DeadLetter> => ({
  id: letter.id,
  body: letter,
  index: {
    status: letter.status,
    failedAt: letter.failedAt,
    ...(letter.subject === null ? {} : { subject: letter.subject }),
  },
})

/** Sends a dead letter back to the one stage that refused it. Throws `not-found`, or `bad-input` when there is no way back. */
export async function replayDeadLetter(bus: Bus, store: Pick<Store, 'get'>, env: Env, id: string): Promise<DeadLetter> {
  const letter = (await store.get<DeadLetter>(collections.deadLetters, [id])).get(id)?.body
  if (!letter)
    throw new ThalaError('not-found', `there is no dead letter ${id}: list them with '${thalaCommand('dlq list')}'`)
  if (letter.status === 'erased')
    throw new ThalaError(
      'bad-input',
      `the message of dead letter ${id} was deleted at its source; nothing is left to replay`,
    )
  if (letter.topic === null)
    throw new ThalaError(
      'bad-input',
      `dead letter ${id} was refused while reading a source: mend it there (${letter.key}) and read that source again`,
    )
  const tier = retryTiers[0]
  await bus.publish([
    {
      topic: prefixed(retryTopic(letter.stage, tier.name), env),
      key: letter.key,
      value: letter.bytes === null ? null : Buffer.from(letter.bytes, 'base64'),
      headers: {
        ...letter.headers,
        [headers.originTopic]: installedName(letter.topic, env),
        [headers.attempt]: '0',
        [headers.dueAt]: '0',
      },
    },
    {
      topic: prefixed(DEAD_LETTERS, env),
      key: id,
      value: null,
      headers: { [headers.deadLetterId]: id, [headers.replayed]: '1' },
    },
  ])
  return letter
}

/** Bytes of a deleted message that had become dead letters. */
export async function eraseDeadLetters(store: Store, subject: string): Promise<void> {
  const letters = await store.findBy<DeadLetter>(collections.deadLetters, 'subject', [subject])
  if (letters.length === 0) return
  await store.update<DeadLetter>(
    collections.deadLetters,
    letters.map((letter) => letter.id),
    (current) => current && deadLetterDocument({ ...current.body, status: 'erased', bytes: null, reason: 'erased' }),
  )
}

/** Keeps the collection of dead letters up to date with its topic; every process shares the work. */
export function followDeadLetters(stage: Stage): Promise<Subscription> {
  const own: Stage = { ...stage, name: 'dead-letters' }
  return own.bus.subscribe({
    ...deadLettersGroup(own.env, own.generation),
    onBatch: inHand(own, async (batch) => {
      for (const record of batch.records) {
        const { key } = record
        if (key !== null)
          await patiently(own, batch, () =>
            own.store.update<DeadLetter>(collections.deadLetters, [key], (current) => {
              const letter = evolveDeadLetter(current?.body, record)
              return letter && deadLetterDocument(letter)
            }),
          )
        await patiently(own, batch, () => batch.commit(record.offset + 1))
      }
    }),
    onError: (error, at) => own.log.error({ service: own.name, ...at, err: error }, 'a batch is delivered again'),
  })
}
