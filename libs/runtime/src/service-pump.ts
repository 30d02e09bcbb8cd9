// Drives a `service`: hands each event to its handler, several at once, and commits up to the lowest unfinished offset.

import type { Batch, BusRecord } from '@thala/bus'
import { headers, thalaCommand } from '@thala/contracts'
import { type Change, type Outcome, outputsTo, type ServiceDeclaration } from '@thala/service'
import { type Careful, deathsOf, MOST_DEATHS } from './deaths.ts'
import { type Delivery, delivery, inputReader } from './inputs.ts'
import { memoOf } from './memo.ts'
import { patiently, pause, withDeadline } from './patience.ts'
import { rejectionWindow } from './rejections.ts'
import { deadLetter, retryLater, settle } from './settle.ts'
import type { Stage } from './stage.ts'

export type Pump = (batch: Batch) => Promise<void>

/** What stands around one attempt of a handler. */
type Guard = (attempt: () => Promise<Outcome>) => Promise<Outcome>

const unguarded: Guard = (attempt) => attempt()

const partitionOf = ({ topic, partition }: Batch): string => `${topic}/${partition}`

export function servicePump(declaration: ServiceDeclaration, stage: Stage): Pump {
  const read = inputReader(declaration.consumes, stage.env)
  const context = {
    deps: stage.deps,
    config: stage.config,
    memo: memoOf(stage.store),
    to: outputsTo(declaration.produces),
  }
  const deaths = deathsOf(stage.store, stage.group, stage.suspects)
  const rejections = rejectionWindow(stage)

  const call = async (batch: Batch, from: Delivery, change: Change, guard: Guard): Promise<Outcome> => {
    const handler = declaration.handle[change.input]
    if (!handler) return { kind: 'reject', reason: `${stage.name} has no handler for ${change.input}` }
    const event = { value: change.value, appendedAt: from.record.appendedAt }
    const stopTimer = stage.metrics.handling.startTimer({ service: stage.name })
    try {
      return await patiently(stage, batch, () =>
        guard(() => withDeadline(declaration.deadlineMs, () => handler(event, context))),
      )
    } finally {
      stopTimer()
    }
  }

  const handle = async (batch: Batch, record: BusRecord, guard: Guard = unguarded): Promise<void> => {
    const from = delivery(record)
    const dueAt = Number(record.headers[headers.dueAt] ?? 0)
    if (dueAt > stage.now()) await pause(batch, dueAt - stage.now())
    const parsed = read(from)
    if (!parsed.ok) {
      rejections.note(true)
      return deadLetter(stage, batch, from, parsed.code, parsed.reason)
    }
    try {
      const outcome = await call(batch, from, parsed.change, guard)
      rejections.note(outcome.kind === 'reject')
      await stage.at('handled', stage.name)
      await settle(stage, batch, from, parsed.eventId, outcome)
    } catch (error) {
      if (batch.signal.aborted) throw error
      await retryLater(stage, batch, from, error)
    }
    await stage.at('published', stage.name)
  }

  const oneByOne = async (batch: Batch, records: readonly BusRecord[], careful: Careful): Promise<void> => {
    const partition = partitionOf(batch)
    for (const record of records) {
      const deathsSoFar = careful.accused?.offset === record.offset ? careful.accused.deaths : 0
      if (deathsSoFar >= MOST_DEATHS) {
        const reason = `the process died ${deathsSoFar} times while handling it`
        await deadLetter(stage, batch, delivery(record), 'crashed', reason)
        stage.health.degrade(
          `crashed:${stage.name}`,
          `${stage.name} gave up a message that killed it: see '${thalaCommand('dlq list')}'`,
        )
      } else
        await handle(batch, record, (attempt) => deaths.alone(partition, record.offset, careful.aloneUntil, attempt))
      await patiently(stage, batch, () => batch.commit(record.offset + 1))
    }
  }

  return async (batch) => {
    await rejections.gate(batch)
    const first = batch.records[0]
    const last = batch.records.at(-1)
    if (!first || !last) return
    const careful = await patiently(stage, batch, () => deaths.begin(partitionOf(batch), first.offset, last.offset))
    const suspects = batch.records.filter((record) => record.offset <= careful.aloneUntil)
    if (suspects.length > 0) return oneByOne(batch, suspects, careful)
    await inParallel(batch, declaration.concurrency, (record) => handle(batch, record))
    await stage.at('committed', stage.name)
  }
}

/** Works on several records at once and commits as far as everything before is finished. */
async function inParallel(
  batch: Batch,
  concurrency: number,
  work: (record: BusRecord) => Promise<void>,
): Promise<void> {
  const { records } = batch
  const finished = new Set<number>()
  let next = 0
  let committed = 0
  let committedAt = performance.now()
  const commit = async (everySoMany: number) => {
    let upTo = committed
    while (finished.has(upTo)) upTo++
    const isDue = performance.now() - committedAt > COMMIT_WITHIN_MS
    if (upTo === committed || (upTo - committed < everySoMany && !isDue)) return
    committed = upTo
    committedAt = performance.now()
    const record = records[upTo - 1]
    if (record) await batch.commit(record.offset + 1)
  }
  const lane = async () => {
    for (;;) {
      const index = next++
      const record = records[index]
      if (!record) return
      await work(record)
      finished.add(index)
      await commit(COMMIT_EVERY)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane))
  await commit(1)
  const failed = lanes.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

/** A commit costs a disk write; what is redelivered after a death is at most this many records more. */
const COMMIT_EVERY = 50
/** Where each takes long, fewer. */
const COMMIT_WITHIN_MS = 10_000
