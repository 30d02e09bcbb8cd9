// Attachments that are made to harm, through the whole pipeline with the reader that ships: what a file does costs the
// process that reads it, within its memory and its time, and the message is indexed all the same.

import { readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setInterval as every } from 'node:timers/promises'
import { openMemoryBlobs } from '@thala/blobs'
import { collections, type SourceMessage, topics } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import { type AttachmentReader, openAttachmentReader, type Reading } from '@thala/ocr'
import { outputTo, resource, type Versioned } from '@thala/service'
import { slackMessage, standIns, startWorld } from '@thala/testkit'
import { pipeline } from '../src/declarations.ts'
import { type Bar, secondsSince, sized } from './bar.ts'
import { type Bomb, bombs, moreBombs } from './bombs.ts'

const MAX_MEGABYTES = 512
const MAX_SECONDS = 30
const SAMPLE_EVERY_MS = 10

/** Bytes that come slowly for ever: of a stream that was one, or of a decoder that never ends. */
const endless: Bomb = {
  name: 'slow-stream.png',
  mimeType: 'image/png',
  make: () => Buffer.from('bytes that never end'),
}

export const attachmentBombs: Bar = {
  id: 14,
  title: 'attachment bombs',
  run: async (form) => {
    const begun = performance.now()
    const chosen = [endless, ...bombs, ...sized(form, [], moreBombs)]
    const blobs = openMemoryBlobs()
    const measured = measuredReader(await blobs.put(endless.make()), sized(form, 2_000, undefined))
    const sent: SourceMessage[] = []
    for (const [n, bomb] of chosen.entries()) sent.push(await messageWith(bomb, n, (bytes) => blobs.put(bytes)))
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const found = await indexed(sent, {
      ...standIns(blobs),
      attachmentReader: resource({
        name: 'attachment-reader',
        start: async () => measured.reader,
        stop: (one) => one.close(),
      }),
    })
    delay.disable()
    await measured.stop()

    const faults = chosen.flatMap((bomb, n) => faultOf(bomb, found.get(sent[n]?.messageId ?? '')))
    const slowest = Math.max(...measured.seconds)
    const { peakMegabytes, processes } = measured.memory()
    return {
      pass: faults.length === 0 && peakMegabytes <= MAX_MEGABYTES && slowest <= MAX_SECONDS,
      figures: {
        files: chosen.length,
        bytes: sent.reduce((sum, { attachments }) => sum + (attachments[0]?.bytes ?? 0), 0),
        indexed: found.size,
        peakMegabytes,
        slowestSeconds: Math.round(slowest * 10) / 10,
        processes,
        eventLoopDelayMs: Math.round(delay.max / 1e6),
        faults: faults.slice(0, 10),
        seconds: secondsSince(begun),
      },
    }
  },
}

async function messageWith(
  { name, mimeType, make }: Bomb,
  n: number,
  put: (bytes: Uint8Array) => Promise<string>,
): Promise<SourceMessage> {
  const bytes = make()
  const sha256 = await put(bytes)
  const message = slackMessage({ ts: `${1_700_000_000 + n}.000001`, text: `broken file ${n}`, channel: `C${n % 5}` })
  return { ...message, attachments: [{ name, mimeType, bytes: bytes.length, url: null, text: null, sha256 }] }
}

const toSlack = outputTo('slack', topics.slackEvents)

/** Messages as readers find them once everything has been taken in. */
async function indexed(
  sent: readonly SourceMessage[],
  resources: Parameters<typeof pipeline>[0],
): Promise<ReadonlyMap<string, MessageState>> {
  const world = await startWorld(() => pipeline(resources))
  try {
    await world.append(sent.map(({ v: _, id, ...value }) => toSlack(value, { id })))
    await world.drain()
    const ids = sent.map(({ messageId }) => messageId)
    const found = await world.store.get<Versioned<MessageState>>(collections.messages, ids)
    return new Map([...found].map(([id, { body }]) => [id, body.state]))
  } finally {
    await world.stop()
  }
}

function faultOf({ name, text }: Bomb, state: MessageState | undefined): readonly string[] {
  if (!state || state.deleted) return [`${name}: its message is not indexed`]
  const [attachment] = state.attachments
  if (!attachment) return [`${name}: its message has lost it`]
  if (attachment.text === null) return attachment.reason ? [] : [`${name}: neither text nor reason`]
  return text?.test(attachment.text) ? [] : [`${name}: read as ${JSON.stringify(attachment.text.slice(0, 60))}`]
}

/** The reader that ships, and one that hangs for the bytes that never end; one file at a time, so that each is timed alone. */
function measuredReader(endlessBytes: string, hangingTimeoutMs: number | undefined) {
  const pids = new Set<number>()
  let peakBytes = 0
  const onStart = (pid: number) => void pids.add(pid)
  const real = openAttachmentReader({ onStart })
  const hanging = openAttachmentReader({
    onStart,
    program: new URL('./fixtures/hanging-reader.ts', import.meta.url),
    ...(hangingTimeoutMs !== undefined && { timeoutMs: hangingTimeoutMs }),
  })
  const seconds: number[] = []
  const stopping = new AbortController()
  const sampling = sample(stopping.signal, async () => {
    for (const pid of pids) peakBytes = Math.max(peakBytes, await highWaterBytes(pid))
  })

  let turn: Promise<unknown> = Promise.resolve()
  const timed = async (bytes: Uint8Array, about: Parameters<AttachmentReader['read']>[1]): Promise<Reading> => {
    const begun = performance.now()
    const reading = await (about.name === endlessBytes ? hanging : real).read(bytes, about)
    seconds.push((performance.now() - begun) / 1_000)
    return reading
  }
  const reader: AttachmentReader = {
    recipe: real.recipe,
    read: (bytes, about) => {
      const reading = turn.then(() => timed(bytes, about))
      turn = reading.catch(() => undefined)
      return reading
    },
    close: async () => {
      await real.close()
      await hanging.close()
    },
  }
  return {
    reader,
    seconds,
    memory: () => ({ peakMegabytes: Math.round(peakBytes / 1024 / 1024), processes: pids.size }),
    stop: async () => {
      stopping.abort()
      await sampling
    },
  }
}

async function sample(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  try {
    for await (const _ of every(SAMPLE_EVERY_MS, undefined, { signal })) await look()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** The most that a process ever had resident; 0 when it is gone. */
async function highWaterBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
}
