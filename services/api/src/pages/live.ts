// Who listens to changes, and who is told which. Notices are gathered for a moment, then each listener hears of the
// incidents that its reader may know. Promise: a listener is told "everything" first, and again whenever telling one by
// one would not do: too many at once, or another store is read now. It keeps nothing: whoever missed something asks anew.

import { collections, type IncidentNotice } from '@thala/contracts'
import { type IncidentState, type Reader, readableConversations } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'
import type { Reading } from '../app.ts'

export interface Listener {
  readonly reader: Reader
  incident(notice: IncidentNotice): void
  everything(): void
  /** Once a tick when nothing else was told. */
  heartbeat(): void
  end(): void
}

export interface Live {
  /** Told by the log. */
  changed(notice: IncidentNotice): void
  /** Null when there are too many listeners already; else how to leave. */
  join(listener: Listener): (() => void) | null
  /** Ends every listener. */
  stop(): void
}

export interface LiveOptions {
  readonly reading: () => Reading
  readonly report: (error: unknown) => void
  /** For tests. */
  readonly gatherMs?: number
  readonly tickMs?: number
  readonly maxAgeMs?: number
  readonly maxListeners?: number
}

const GATHER_MS = 200
/** Also how soon it is noticed that another store is read. */
const TICK_MS = 1_000
/** A listener begins anew after this, so that whoever may no longer read is asked again who they are. */
const MAX_AGE_MS = 15 * 60_000
const MAX_LISTENERS = 100
/** Incidents told one by one; more, and everything is to be read again. */
const MAX_GATHERED = 200

export function openLive(options: LiveOptions): Live {
  const { reading, report, gatherMs = GATHER_MS, tickMs = TICK_MS } = options
  const { maxAgeMs = MAX_AGE_MS, maxListeners = MAX_LISTENERS } = options
  const listeners = new Map<Listener, { readonly since: number }>()
  const gathered = new Map<string, number>()
  let flushing: NodeJS.Timeout | undefined
  /** What was read at the last tick; undefined once something was missed. */
  let store: StoreReader | undefined = reading().store
  let isOver = false

  const everything = () => {
    gathered.clear()
    for (const listener of listeners.keys()) listener.everything()
  }
  const failed = (error: unknown) => {
    store = undefined
    report(error)
  }
  const flush = async () => {
    flushing = undefined
    if (gathered.size > MAX_GATHERED) return everything()
    const notices = [...gathered].map(([incidentId, version]) => ({ incidentId, version }))
    gathered.clear()
    for (const [reader, some] of byReader(listeners.keys())) {
      const told = await knownTo(reading().store, reader, notices)
      for (const listener of some) for (const notice of told) if (listeners.has(listener)) listener.incident(notice)
    }
  }
  const tick = () => {
    const now = performance.now()
    for (const [listener, { since }] of [...listeners]) if (now - since > maxAgeMs) listener.end()
    const before = store
    store = reading().store
    if (store !== before) everything()
    else for (const listener of listeners.keys()) listener.heartbeat()
  }
  const ticking = setInterval(() => {
    try {
      tick()
    } catch (error) {
      failed(error)
    }
  }, tickMs).unref()

  return {
    changed: ({ incidentId, version }) => {
      if (isOver || listeners.size === 0) return
      gathered.set(incidentId, Math.max(version, gathered.get(incidentId) ?? 0))
      flushing ??= setTimeout(() => void flush().catch(failed), gatherMs).unref()
    },
    join: (listener) => {
      if (isOver || listeners.size >= maxListeners) return null
      listeners.set(listener, { since: performance.now() })
      listener.everything()
      return () => void listeners.delete(listener)
    },
    stop: () => {
      isOver = true
      clearInterval(ticking)
      clearTimeout(flushing)
      for (const listener of [...listeners.keys()]) listener.end()
      listeners.clear()
    },
  }
}

/** Listeners with the same reader are told the same, so that is worked out once. */
function byReader(listeners: Iterable<Listener>): Map<Reader, Listener[]> {
  const groups = new Map<string, { reader: Reader; some: Listener[] }>()
  for (const listener of listeners) {
    const key = JSON.stringify(listener.reader)
    const group = groups.get(key) ?? { reader: listener.reader, some: [] }
    group.some.push(listener)
    groups.set(key, group)
  }
  return new Map([...groups.values()].map(({ reader, some }) => [reader, some]))
}

/** Those with a message in a conversation that this reader may read; a withdrawn one too, or its end would not be told. */
async function knownTo(store: StoreReader, reader: Reader, notices: readonly IncidentNotice[]) {
  const conversations = new Set(await readableConversations(store, reader))
  const ids = notices.map(({ incidentId }) => incidentId)
  const documents = await store.get<Versioned<IncidentState>>(collections.incidents, ids)
  return notices.filter(({ incidentId }) => {
    const entries = Object.values(documents.get(incidentId)?.body.state.entries ?? {})
    return entries.some(({ conversationId }) => conversationId !== null && conversations.has(conversationId))
  })
}
