// Where a replay begins, and whether the log still goes back that far. Promise: a range of which retention has removed a
// part is refused, with the earliest time that is whole.

import type { Bus, Position } from '@thala/bus'
import { ThalaError } from '@thala/contracts'

const DAY_MS = 86_400_000

export type From =
  | { readonly kind: 'beginning' }
  /** When the log took it, epoch ms. */
  | { readonly kind: 'time'; readonly time: number }
  /** The same in every partition of the source topics. */
  | { readonly kind: 'offset'; readonly offset: number }

/** Whole numbers from here on are epoch milliseconds (2001), smaller ones offsets. */
const FIRST_TIME = 1e12
const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

export function parseFrom(text: string | undefined): From {
  if (text === undefined) return { kind: 'beginning' }
  if (/^\d{1,15}$/.test(text)) {
    const number = Number(text)
    return number < FIRST_TIME ? { kind: 'offset', offset: number } : { kind: 'time', time: number }
  }
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(text)
  // Without a zone: UTC. A date alone is read as that already.
  const time = DATE.test(text) ? Date.parse(text) : DATE_TIME.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : NaN
  if (Number.isNaN(time))
    throw new ThalaError(
      'bad-input',
      `--from ${text}: give a time (2025-09-12, 2025-09-12T14:00Z; without a zone: UTC) or an offset`,
    )
  return { kind: 'time', time }
}

/** Nobody reads as this group: it is where the log begins. */
const NOBODY = 'replay-nobody'

/** Where the group that reads the source topics has to begin; null: at the earliest, as any new group does. */
export async function startOf(bus: Bus, topics: readonly string[], from: From): Promise<readonly Position[] | null> {
  if (from.kind === 'beginning') return null
  if (from.kind === 'time') return bus.offsetsAt(topics, from.time)
  const lags = await bus.lag(NOBODY, topics)
  return lags.map(({ topic, partition, committed, end }) => ({
    topic,
    partition,
    offset: Math.min(Math.max(from.offset, committed), end),
  }))
}

export interface Kept {
  readonly retentionDays: number
  readonly now: number
}

export async function refuseCut(bus: Bus, topics: readonly string[], from: From, kept: Kept): Promise<void> {
  const cut = (await bus.lag(NOBODY, topics)).filter(({ committed }) => committed > 0)
  const missing = from.kind === 'offset' ? cut.filter(({ committed }) => from.offset < committed) : cut
  if (missing.length === 0) return
  const firsts = missing.map(async ({ topic, partition, committed }) => {
    const [first] = await bus.read({ topic, partition, from: committed, limit: 1 })
    // Of an empty partition it is only known that what was removed was as old as retention asks for.
    return first?.appendedAt ?? kept.now - kept.retentionDays * DAY_MS
  })
  const earliest = Math.max(...(await Promise.all(firsts)))
  if (from.kind === 'time' && from.time >= earliest) return
  throw new ThalaError(
    'bad-input',
    `the log no longer goes back that far: retention (RETENTION_DAYS) has removed what came before. The earliest possible: --from ${new Date(earliest).toISOString()} (what is older is carried over as it stands)`,
  )
}
