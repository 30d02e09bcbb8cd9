// Keeps in memory what can still be decided otherwise: the rows of a stretch of source time up to the newest, whole, and of
// older ones those that it leads to. What a batch reaches beyond that is read from the store before it is placed; what is
// no longer needed goes once look-ups in the store show it.

import type { StoreReader } from '@thala/service'
import type { Rules } from './decide.ts'
import { addDecision, addMessage, addNames, type Needs, neededAmong, needsOf, noNeeds } from './needs.ts'
import { type Placing, placing } from './place.ts'
import { reachOf } from './reach.ts'
import { idOf, namesIn, placeOf, type Row, scopeAt } from './row.ts'
import { rowReader } from './row-reader.ts'
import { type Change, idOfChange, type Sequence, sequence } from './sequence.ts'

export interface Memory extends Pick<Placing, 'place'> {
  prepare(batch: readonly Change[]): Promise<void>
  readonly sequence: Sequence
}

/** Kept in windows: from `MOST` on it is cut to `LEAST`, so that cutting is rare. A pass looks back one window. */
const LEAST = 1.25
const MOST = 1.5

export async function openMemory(scope: string, store: StoreReader, rules: Rules): Promise<Memory> {
  const rows = sequence()
  const { place, rebuild, forget } = placing(rows, rules)
  const reader = rowReader(scope, store)
  /** Every row from here on is in memory. 0: every row is. */
  let from = Number.POSITIVE_INFINITY
  /** What was looked up, and is whole since then. */
  let known = noNeeds()

  /** Rows that were not in memory. What is there is as new as the store. */
  const admit = (found: readonly Row[]): Row[] => {
    const fresh = found.filter((row) => rows.get(idOf(row)) === undefined)
    for (const row of fresh) rows.put(row)
    if (fresh.length > 0) rebuild()
    return fresh
  }

  const lookUp = async (field: 'threadId' | 'incidentIds' | 'names', values: Iterable<string>, seen: Set<string>) => {
    const asked = [...values].filter((value) => !seen.has(value))
    for (const value of asked) seen.add(value)
    return asked.length === 0 ? [] : admit(await reader.findBy(field, asked))
  }

  /** Reads until nothing that is needed is missing. */
  const meet = async (needs: Needs): Promise<void> => {
    for (let fresh: Row[] | null = null; fresh === null || fresh.length > 0; ) {
      const missing = [...needs.ids].filter((id) => rows.get(id) === undefined && !known.ids.has(id))
      for (const id of missing) known.ids.add(id)
      fresh = missing.length === 0 ? [] : admit(await reader.byId(missing))
      fresh.push(...(await lookUp('threadId', needs.threads, known.threads)))
      fresh.push(...(await lookUp('names', needs.namedIds, known.namedIds)))
      for (const row of fresh) {
        addDecision(needs, row)
        if (row.kind === 'correction') addNames(needs, row)
      }
    }
    // Twice: a short form leads to a root, and the root to its incident.
    for (const row of await lookUp('incidentIds', needs.incidents, known.incidents)) addDecision(needs, row)
    await lookUp('incidentIds', needs.incidents, known.incidents)
  }

  const extend = async (to: number): Promise<void> => {
    const before = from
    admit(await Array.fromAsync(reader.between(to, Math.min(before, FAR))))
    from = to
    const stretch = rows.rows().filter((row) => row.input.at >= to && row.input.at < before)
    if (to > 0) await meet(needsOf(stretch))
  }

  const trim = async (): Promise<void> => {
    const all = rows.rows()
    const newest = all.at(-1)?.input.at ?? 0
    const oldest = from > 0 ? from : (all[0]?.input.at ?? newest)
    if (newest - oldest <= MOST * rules.windowMs) return
    const horizon = Math.max(0, newest - LEAST * rules.windowMs)
    const cut = rows.indexOf({ at: horizon, id: '' })
    const needs = needsOf(all.slice(cut))
    const older = all.slice(0, cut)
    const needed = neededAmong(older, needs)
    const spare = older.filter((row) => !needed.has(row))
    const shown = await reader.shown(spare.map((row) => scopeAt(scope, placeOf(row))))
    rows.drop(spare.filter((row) => shown.get(idOf(row)) === row.version).map(idOf))
    from = horizon
    known = { ...needs, ids: new Set() }
    forget()
  }

  const newest = await reader.newest()
  if (newest) await extend(Math.max(0, newest.input.at - LEAST * rules.windowMs))
  else from = 0

  return {
    sequence: rows,
    place,
    prepare: async (batch) => {
      await trim()
      if (from === 0) return
      await meet(namesOf(batch))
      const reach = reachOf(rows, batch)
      if (reach && reach.at - rules.windowMs < from) await extend(Math.max(0, reach.at - rules.windowMs))
      await meet(leadsOf(batch))
    },
  }
}

/** Later than any source time. */
const FAR = 10 ** 14

/** What decides how far back a batch reaches: earlier versions, and whatever corrections tie to it. */
function namesOf(batch: readonly Change[]): Needs {
  const needs = noNeeds()
  for (const change of batch) {
    if (change.input === 'correction') for (const id of namesIn({ input: change.value })) needs.ids.add(id)
    const id = idOfChange(change)
    needs.ids.add(id)
    needs.namedIds.add(id)
  }
  return needs
}

function leadsOf(batch: readonly Change[]): Needs {
  const needs = noNeeds()
  for (const change of batch) if (change.input === 'linkInput') addMessage(needs, change.value)
  return needs
}
