// Listens to the stream of changes for as long as the page is looked at, and comes back when the connection is lost.
// A hidden page listens to nothing: browsers keep few connections open to one server, and it asks anew when it is shown.

import { eventParser } from '../view-model/event-stream.ts'
import { connection } from './state.ts'

/** The server says something every 10 s; after this much silence the connection is dead. */
const SILENCE_MS = 25_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

export interface Hearing {
  /** Anything may have changed. */
  everything(): void
  incident(id: string): void
}

let wake: () => void = () => undefined

/** Tries to connect at once, if it is waiting to. */
export const tryNow = (): void => wake()

export async function listen(hearing: Hearing): Promise<never> {
  let pauseMs = 0
  for (;;) {
    if (document.hidden) await shown()
    const wasLive = await follow(hearing)
    if (document.hidden) continue
    // The server ends a stream now and then: only when it cannot be reached again is the connection lost.
    pauseMs = wasLive ? 0 : Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS)
    if (pauseMs > 0) {
      connection.value = 'lost'
      await pause(pauseMs)
    }
  }
}

/** Until the stream ends, for whatever reason. Answers whether it ever began. */
async function follow({ everything, incident }: Hearing): Promise<boolean> {
  const over = new AbortController()
  const abort = () => over.abort()
  const onHidden = () => document.hidden && abort()
  let silence = setTimeout(abort, SILENCE_MS)
  document.addEventListener('visibilitychange', onHidden)
  let isLive = false
  try {
    const response = await fetch('/api/stream', { signal: over.signal, headers: { accept: 'text/event-stream' } })
    if (!response.ok || !response.body) return false
    const parse = eventParser()
    for await (const piece of piecesOf(response.body)) {
      clearTimeout(silence)
      silence = setTimeout(abort, SILENCE_MS)
      for (const { event, data } of parse(piece)) {
        isLive = true
        connection.value = 'live'
        if (event === 'everything') everything()
        if (event === 'incident') incident(String(JSON.parse(data).incidentId))
      }
    }
  } catch {
    // However it ended, the next try says whether the server is there.
  } finally {
    abort()
    clearTimeout(silence)
    document.removeEventListener('visibilitychange', onHidden)
  }
  return isLive
}

async function* piecesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

const shown = (): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
  })

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
