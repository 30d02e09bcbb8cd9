// Drives a `view`: groups events by key in log order, one update for each key, announces every key, then commits.

import type { Batch } from '@thala/bus'
import { canonicalJson, errorLine } from '@thala/contracts'
import type { Output, Versioned, ViewDeclaration } from '@thala/service'
import type { Document, UpdateResult } from '@thala/store'
import { inputReader } from './inputs.ts'
import { patiently } from './patience.ts'
import { seal } from './seal.ts'
import type { Pump } from './service-pump.ts'
import { type Arrival, byKey, deadLetter, finish, readBatch } from './settle.ts'
import type { Stage } from './stage.ts'

export function viewPump(view: ViewDeclaration, stage: Stage): Pump {
  const read = inputReader(view.consumes, stage.env)

  return async (batch) => {
    const groups = byKey(await readBatch(stage, batch, read), view.key)
    const refused = new Map<string, { arrival: Arrival; reason: string }[]>()
    const ids = [...groups.keys()]
    const evolve = (current: Document<Versioned<unknown>> | undefined, id: string) => {
      const { state, faults } = applyAll(view, current?.body.state, groups.get(id) ?? [])
      refused.set(id, faults)
      return document(view, id, current?.body, state)
    }
    const results =
      ids.length === 0 ? [] : await patiently(stage, batch, () => stage.store.update(view.collection, ids, evolve))
    await stage.at('stored', stage.name)
    measure(stage, groups)
    for (const result of results) await refuse(stage, batch, result, groups, refused)
    const stored = results.flatMap((result) => (result.ok && result.document ? [result.document] : []))
    await announce(view, stage, batch, stored)
    await stage.at('published', stage.name)
    const released = await patiently(stage, batch, () => release(view, stage, stored))
    const erased = [...released, ...stored.flatMap((doc) => view.erases?.(doc.body.state, doc.id) ?? [])]
    if (erased.length > 0) await patiently(stage, batch, () => stage.eraser.erase(erased))
    await finish(stage, batch)
  }
}

async function release(
  view: ViewDeclaration,
  { deps, store }: Stage,
  stored: readonly Document<Versioned<unknown>>[],
): Promise<readonly string[]> {
  const states = stored.map((doc) => doc.body.state)
  return (await view.releases?.(states, { deps, store, refresh: store.refresh })) ?? []
}

function measure(stage: Stage, groups: ReadonlyMap<string, readonly Arrival[]>): void {
  const now = stage.now()
  for (const arrivals of groups.values())
    for (const { from } of arrivals)
      stage.metrics.searchable.observe({ service: stage.name }, Math.max(0, now - from.receivedAt) / 1000)
}

/** An event that cannot be applied is left out; the others of its key go on. */
function applyAll(view: ViewDeclaration, before: unknown, arrivals: readonly Arrival[]) {
  const faults: { arrival: Arrival; reason: string }[] = []
  let state = before
  for (const arrival of arrivals) {
    try {
      state = view.evolve(state, arrival.change)
    } catch (error) {
      faults.push({ arrival, reason: errorLine(error) })
    }
  }
  return { state, faults }
}

function document(view: ViewDeclaration, id: string, before: Versioned<unknown> | undefined, state: unknown) {
  if (state === undefined) return undefined
  const isSame = before && (before.state === state || canonicalJson(before.state) === canonicalJson(state))
  if (isSame) return undefined
  return { id, body: { version: (before?.version ?? 0) + 1, state }, ...view.project(state, id) }
}

async function refuse(
  stage: Stage,
  batch: Batch,
  result: UpdateResult<Versioned<unknown>>,
  groups: ReadonlyMap<string, readonly Arrival[]>,
  refused: ReadonlyMap<string, readonly { arrival: Arrival; reason: string }[]>,
): Promise<void> {
  const faults = result.ok
    ? (refused.get(result.id) ?? [])
    : (groups.get(result.id) ?? []).map((arrival) => ({ arrival, reason: result.reason }))
  for (const { arrival, reason } of faults) await deadLetter(stage, batch, arrival.from, 'rejected', reason)
}

async function announce(
  view: ViewDeclaration,
  stage: Stage,
  batch: Batch,
  stored: readonly Document<Versioned<unknown>>[],
): Promise<void> {
  if (!view.announce || stored.length === 0) return
  const records = stored.flatMap((doc) => {
    const output: Output | undefined = view.announce?.(doc.id, doc.body.version)
    const parent = { service: stage.name, generation: stage.generation, parentId: `${doc.id}@${doc.body.version}` }
    return output ? [seal(output, stage.env, parent)] : []
  })
  await patiently(stage, batch, () => stage.bus.publish(records))
}
