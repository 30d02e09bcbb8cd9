// The reader that ships with the project: tesseract, sharp and pdf.js in a process of their own, which what they read may
// kill. One attachment at a time for each process; whoever comes later waits.

import { dependencyDown, ThalaError } from '@thala/contracts'
import { IDLE_MS, MAX_BYTES, MAX_READING_MS, MAX_WAITING, MAX_WORKER_BYTES, REPLACE_WORKER_BYTES } from './limits.ts'
import type { AttachmentReader, Reading } from './port.ts'
import { type ReadingProcess, startReadingProcess } from './reading-process.ts'

/** Part of what is remembered: to be changed with anything that changes a text or a reason, a limit included. */
export const RECIPE =
  'attachment-reader-2 tesseract.js-7.0.0 eng-4.0.0_best_int sharp-0.35.5 unpdf-1.8.1 file-type-22.3.0'

export interface AttachmentReaderOptions {
  /** Processes, of up to 512 MB each. Default 1. */
  readonly processes?: number
  readonly timeoutMs?: number
  readonly maxWorkerBytes?: number
  /** Default 60,000: after this long without a question a process is ended; the next question starts another. */
  readonly idleMs?: number
  /** For tests: another program in place of the one that reads. */
  readonly program?: URL
  /** Told of every process that was started. */
  readonly onStart?: (pid: number) => void
}

const PROGRAM = new URL('./worker/process.ts', import.meta.url)

interface Slot {
  process: ReadingProcess | null
  idle: NodeJS.Timeout | undefined
}

/** Starts nothing before the first question. */
export function openAttachmentReader(options: AttachmentReaderOptions = {}): AttachmentReader {
  const { processes = 1, idleMs = IDLE_MS } = options
  const free: Slot[] = Array.from({ length: Math.max(1, processes) }, () => ({ process: null, idle: undefined }))
  const slots = [...free]
  const waiting: ((slot: Slot) => void)[] = []
  const closing = new AbortController()
  const start = () =>
    startReadingProcess({
      timeoutMs: options.timeoutMs ?? MAX_READING_MS,
      maxBytes: options.maxWorkerBytes ?? MAX_WORKER_BYTES,
      program: options.program ?? PROGRAM,
    })

  const take = async (): Promise<Slot> => {
    const slot = free.pop()
    if (slot) return slot
    if (waiting.length >= MAX_WAITING) throw dependencyDown(`the reader of attachments (${MAX_WAITING} wait)`)
    return new Promise((resolve) => waiting.push(resolve))
  }

  const end = async (slot: Slot) => {
    const { process } = slot
    slot.process = null
    await process?.end()
  }

  const giveBack = (slot: Slot) => {
    const next = waiting.shift()
    if (next) return next(slot)
    free.push(slot)
    slot.idle = setTimeout(() => void end(slot), idleMs).unref()
  }

  const processOf = async (slot: Slot): Promise<ReadingProcess> => {
    if (slot.process && (await slot.process.residentBytes()) > REPLACE_WORKER_BYTES) await end(slot)
    if (slot.process) return slot.process
    const started = await start()
    if (closing.signal.aborted) {
      await started.end()
      throw closed()
    }
    slot.process = started
    options.onStart?.(started.pid)
    return started
  }

  /** A process that died once may have been ended by somebody else; what kills two is not read. */
  const readIn = async (slot: Slot, bytes: Uint8Array): Promise<Reading> => {
    for (let deaths = 0; deaths < 2; deaths++) {
      if (closing.signal.aborted) throw closed()
      const result = await (await processOf(slot)).read(bytes)
      if (!('kind' in result)) return result
      slot.process = null
      if (result.kind === 'limit') return { text: null, reason: result.reason }
    }
    if (closing.signal.aborted) throw closed()
    return { text: null, reason: 'the process that read it died, twice' }
  }

  return {
    recipe: RECIPE,
    read: async (bytes) => {
      if (closing.signal.aborted) throw closed()
      if (bytes.length === 0) return { text: null, reason: 'it is empty' }
      if (bytes.length > MAX_BYTES) return { text: null, reason: tooLarge(bytes.length) }
      const slot = await take()
      clearTimeout(slot.idle)
      try {
        return await readIn(slot, bytes)
      } finally {
        giveBack(slot)
      }
    },
    close: async () => {
      closing.abort()
      for (const slot of slots) {
        clearTimeout(slot.idle)
        await end(slot)
      }
    },
  }
}

const closed = () => new ThalaError('dependency-down', 'the reader of attachments is closed')

const tooLarge = (bytes: number): string =>
  `it is too large: ${Math.round(bytes / 1024 / 1024)} MB, of which up to ${MAX_BYTES / 1024 / 1024} are read`
