import { collections, incidentId, shortIncidentId } from '@thala/contracts'
import { type MemoryStore, memoryStore } from '@thala/incidents/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rules } from './decide.ts'
import { type Memory, openMemory } from './memory.ts'
import { refold } from './refold.ts'
import { idOf, indexOf, type Row, row } from './row.ts'
import type { Change } from './sequence.ts'
import { changesOf, corrected, DAY, fix, plainWeights, report, START, told } from './testing/inputs.ts'
import { anyHistory, type History, historyOf } from './testing/story.ts'

const MONTH = 30 * DAY

/** What the runtime does with rows: stores them as JSON. */
function store(into: MemoryStore, rows: readonly Row[]): void {
  for (const one of rows)
    into.put(collections.links, {
      id: idOf(one),
      body: { ownerEpoch: 1, row: one },
      index: indexOf(one),
    })
}

async function settle(memory: Memory, into: MemoryStore, batch: readonly Change[]): Promise<void> {
  await memory.prepare(batch)
  store(
    into,
    memory.place(batch).map((placed) => placed.row),
  )
}

/** Every decision as the store has it. */
const stored = (from: MemoryStore) =>
  new Map(
    from.documents(collections.links).map(({ id, body }) => {
      const parsed = row.parse(typeof body === 'object' && body !== null && 'row' in body ? body.row : null)
      return [id, parsed.decision]
    }),
  )

const sorted = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
const rulesOf = (windowMs: number): Rules => ({ weights: plainWeights, windowMs, recurrenceMs: windowMs / 4 })
const expected = ({ changes }: History, windowMs: number) => sorted(refold(changes, rulesOf(windowMs)))

const busy = { messages: 60, spanMs: MONTH, corrections: 14 }
const windows = fc.integer({ min: 1, max: 6 }).map((days) => days * DAY)

describe('any order of arrival, any batches, any copies', () => {
  it('end in what one pass over everything decides', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (seeds) => {
        const history = historyOf(seeds, { ...busy, spanMs: 5 * DAY })
        const kept = memoryStore()
        const memory = await openMemory('default', kept, rulesOf(MONTH))
        for (const batch of history.batches) await settle(memory, kept, batch)
        expect(sorted(stored(kept))).toEqual(expected(history, MONTH))
      }),
      { numRuns: 25 },
    )
  })

  it('end in the same where most rows left memory and are read again', async () => {
    let [held, all] = [0, 0]
    await fc.assert(
      fc.asyncProperty(anyHistory, windows, async (seeds, windowMs) => {
        const history = historyOf(seeds, busy)
        const kept = memoryStore()
        const memory = await openMemory('default', kept, rulesOf(windowMs))
        for (const batch of history.batches) await settle(memory, kept, batch)
        expect(sorted(stored(kept))).toEqual(expected(history, windowMs))
        held += memory.sequence.rows().length
        all += kept.documents(collections.links).length
      }),
      { numRuns: 40 },
    )
    expect(held / all).toBeLessThan(0.99)
  })

  it('end in the same where look-ups lag behind', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, windows, fc.integer({ min: 2, max: 9 }), async (seeds, windowMs, every) => {
        const history = historyOf(seeds, busy)
        const kept = memoryStore()
        kept.lag()
        const memory = await openMemory('default', kept, rulesOf(windowMs))
        for (const [i, batch] of history.batches.entries()) {
          if (i % every === 0) kept.lag()
          await settle(memory, kept, batch)
        }
        expect(sorted(stored(kept))).toEqual(expected(history, windowMs))
      }),
      { numRuns: 40 },
    )
  })
})

describe('an owner that dies', () => {
  it('while it stores rows leaves nothing that its successor does not put right', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, windows, fc.infiniteStream(fc.nat(100)), async (seeds, windowMs, chance) => {
        const history = historyOf(seeds, busy)
        const kept = memoryStore()
        const open = () => openMemory('default', kept, rulesOf(windowMs))
        let memory = await open()
        for (const batch of history.batches) {
          if ((chance.next().value ?? 100) < 30) {
            await memory.prepare(batch)
            // Followers first, then causes: the order in which the runtime stores them.
            const placed = memory.place(batch).toSorted((a, b) => Number(a.cause) - Number(b.cause))
            const share = (chance.next().value ?? 0) / 100
            const done = placed.slice(0, Math.floor(placed.length * share))
            store(
              kept,
              done.map(({ row: one }) => one),
            )
            memory = await open()
          }
          await settle(memory, kept, batch)
        }
        expect(sorted(stored(kept))).toEqual(expected(history, windowMs))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a message that reaches far back', () => {
  const windowMs = DAY
  const rules = rulesOf(windowMs)
  /** Enough later talk that everything before it left memory. */
  const later = Array.from({ length: 10 }, (_, day) => told(`talk-${day}`, { at: (day + 1) * 24 * 60 }))
  const late = 12 * 24 * 60
  const old = report('old', 0, { subject: 1, issue: 'OPS-7' })

  async function after(
    ...values: Parameters<typeof changesOf>[0][number][]
  ): Promise<{ kept: MemoryStore; memory: Memory }> {
    const kept = memoryStore()
    const memory = await openMemory('default', kept, rules)
    for (const change of changesOf([old, ...later, ...values])) await settle(memory, kept, [change])
    return { kept, memory }
  }
  const roleOf = (kept: MemoryStore, id: string) => stored(kept).get(id)?.role

  it('finds that the old ones left memory', async () => {
    const { kept, memory } = await after()
    expect(kept.documents(collections.links)).toHaveLength(11)
    expect(memory.sequence.get('old')).toBeUndefined()
  })

  it.each([
    ['continues an old thread', fix('m', late, { thread: 'old' })],
    ['names an old incident', fix('m', late, { names: { incidents: [shortIncidentId(incidentId('old'), 12)] } })],
    ['names an old message', fix('m', late, { names: { messages: ['old'] } })],
    ['names an old issue by its key', fix('m', late, { names: { issues: ['OPS-7'] } })],
  ])('is resolved when it %s', async (_, message) => {
    const { kept } = await after(message)
    expect(roleOf(kept, 'm')).toBe('resolution')
  })

  it('joins what an old reply told of, in a thread that began with talk', async () => {
    const kept = memoryStore()
    const memory = await openMemory('default', kept, rules)
    const thread = [told('root', { at: 0 }), report('reply', 5, { thread: 'root' })]
    for (const change of changesOf([...thread, ...later, fix('m', late, { thread: 'root' })]))
      await settle(memory, kept, [change])
    expect(stored(kept).get('m')?.incidentId).toBe(incidentId('reply'))
  })

  it('is decided again when an old message goes, and everything after it', async () => {
    const { kept } = await after(
      fix('m', late, { thread: 'old' }),
      report('old', 0, { deleted: true, revision: START + DAY }),
    )
    expect(stored(kept).get('m')?.evidence.kind).toBe('orphan')
  })

  it('is undone in place when the correction is old', async () => {
    const dismissed = corrected('c', 30, 'not-an-incident', ['old'])
    const undo = corrected('u', late, 'undo', ['c'], { undoes: 'c' })
    const { kept } = await after(dismissed, undo, fix('m', late + 1, { thread: 'old' }))
    expect(roleOf(kept, 'm')).toBe('resolution')
  })
})
