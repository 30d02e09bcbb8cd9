// Takes files into the log, in source-time order: Slack exports, Jira exports, mailboxes, tables of tickets. Promise: an
// interrupted reading goes on where it was; reading the same content again yields nothing; what cannot be read goes to
// the dead letters with its bytes.

import { resolve } from 'node:path'
import type { Blobs } from '@thala/blobs'
import { unreadable } from '@thala/chat'
import { errorLine, hashId, parseReaders, READERS_VARIABLE, type ReaderMap, topics } from '@thala/contracts'
import { type Output, type Resource, type SourceDeclaration, type SourceItem, source, type To } from '@thala/service'
import { z } from 'zod'
import { attached, type BlobsToPut } from './attach.ts'
import { type Checkpoint, interruptedAt, READING, resume } from './checkpoint.ts'
import { readJira } from './read-jira.ts'
import { readMbox } from './read-mbox.ts'
import { readSlack } from './read-slack.ts'
import { readTickets } from './read-tickets.ts'
import type { Item, Reading, ReadingOptions } from './reading.ts'
import type { FileKind } from './recognise.ts'
import { type Turn, turns } from './turns.ts'

export interface FileInput extends ReadingOptions {
  readonly path: string
  readonly kind: FileKind
  /** Of the declaration; sources that share a run need different ones, and each keeps its place under its name. */
  readonly name?: string | undefined
  /** Where the bytes of attachments go; without, they stay unread. */
  readonly blobs?: Resource<Blobs> | undefined
  /** In place of `THALA_READERS`. */
  readonly readers?: ReaderMap | undefined
  /** Shared by the files of one command, which are then told in source-time order across all of them. */
  readonly turn?: Turn | undefined
  /** Called after each chunk that the log took, and at the end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Epoch ms; the clock, unless a test sets another. */
  readonly now?: () => number
}

export type SlackExportInput = Omit<FileInput, 'kind'>

export interface Progress {
  /** `unchanged`: read before, nothing is new. `done` comes once, last. */
  readonly state: 'reading' | 'unchanged' | 'done'
  /** Records so far: messages, what is no message, and what cannot be read. */
  readonly read: number
  readonly total: number
  /** Joins, pins and the like, and channels shared with another organisation. */
  readonly skipped: number
  readonly rejected: number
}

/** Records that are published, and committed by one checkpoint, together. */
export const CHUNK = 200

const produces = {
  slack: topics.slackEvents,
  jira: topics.jiraEvents,
  email: topics.emailEvents,
  ticket: topics.ticketEvents,
  directory: topics.directory,
}

const config = z.object({
  [READERS_VARIABLE]: z
    .string()
    .default('')
    .superRefine((text, context) => {
      try {
        parseReaders(text)
      } catch (error) {
        context.addIssue({ code: 'custom', message: errorLine(error) })
      }
    })
    .describe(
      'Who reads Jira projects, mailboxes and ticket queues: jira:OPS=workspace,mail:ops@acme.example=slack:T1:C1',
    ),
})

export const slackExportSource = (input: SlackExportInput): SourceDeclaration =>
  fileSource({ ...input, kind: 'slack-export' })

/** Files told in source-time order across all of them. They wait for each other, so they must run at the same time. */
export function fileSources(inputs: readonly Omit<FileInput, 'turn'>[]): SourceDeclaration[] {
  const all = turns(inputs.length)
  return inputs.map((input) => fileSource({ ...input, turn: all.join() }))
}

export function fileSource(input: FileInput): SourceDeclaration {
  const now = input.now ?? Date.now
  return source({
    name: input.name ?? 'file-connector',
    produces,
    config,
    resources: (): { blobs?: Resource<Blobs> } => (input.blobs ? { blobs: input.blobs } : {}),
    checkpointId: () => `${input.kind}:${resolve(input.path)}`,
    async *read({ checkpoint, signal, to, config, deps }): AsyncGenerator<SourceItem> {
      const readers = input.readers ?? parseReaders(config[READERS_VARIABLE])
      try {
        const opened = await open(input, readers, checkpoint, now)
        try {
          yield* tell(opened, { input, to, signal, blobs: deps.blobs })
        } finally {
          await opened.reading.close()
        }
      } catch (error) {
        throw unreadable(input.path, error)
      } finally {
        input.turn?.leave()
      }
    },
  })
}

interface Telling {
  readonly input: FileInput
  readonly to: To<typeof produces>
  readonly signal: AbortSignal
  readonly blobs: BlobsToPut | undefined
}

async function* tell(
  { reading, start, digest, receivedAt }: Awaited<ReturnType<typeof open>>,
  { input, to, signal, blobs }: Telling,
): AsyncGenerator<SourceItem> {
  const tally = tallyOf(reading, input.onProgress)
  if (start.complete) return tally.unchanged()
  let position = 0
  let chunk: Output[] = []
  const flush = (complete: boolean, reached = position): SourceItem => {
    const outputs = chunk
    chunk = []
    const checkpoint: Checkpoint = { digest, position: reached, receivedAt, complete }
    return { outputs, checkpoint }
  }
  for await (const item of reading.items()) {
    if (signal.aborted) return
    if (position + 1 > start.position && item.kind === 'message' && input.turn?.mayTell(item.event.at) === false) {
      if (chunk.length > 0) yield flush(false)
      await input.turn.wait(item.event.at, signal)
      if (signal.aborted) return
    }
    tally.note(item)
    if (++position <= start.position) continue
    // Without a checkpoint of its own: told again after a crash, it is the same dead letter.
    if (item.kind === 'reject') yield { rejected: item }
    else chunk.push(...(await outputsOf(item, to, blobs)))
    if (chunk.length < CHUNK) continue
    yield flush(false)
    tally.tell('reading')
  }
  yield flush(true)
  tally.tell('done')
}

async function outputsOf(
  item: Exclude<Item, { kind: 'reject' }>,
  to: Telling['to'],
  blobs: Telling['blobs'],
): Promise<Output[]> {
  switch (item.kind) {
    case 'directory':
      return [to.directory(item.entry, { id: item.entry.id })]
    case 'message': {
      const event = await attached(item, blobs)
      return [to[item.output](event, { id: event.id })]
    }
    case 'skip':
      return []
  }
}

function tallyOf({ total }: Reading, onProgress: FileInput['onProgress']) {
  let read = 0
  let skipped = 0
  let rejected = 0
  const tell = (state: Progress['state']) => onProgress?.({ state, read, total, skipped, rejected })
  return {
    tell,
    note(item: Item) {
      if (item.kind !== 'directory') read++
      if (item.kind === 'skip') skipped++
      if (item.kind === 'reject') rejected++
    },
    unchanged() {
      read = total
      tell('unchanged')
    },
  }
}

const readings = {
  'slack-export': (input: FileInput, _: ReaderMap, receivedAt: number) => readSlack(input.path, input, receivedAt),
  jira: (input: FileInput, readers: ReaderMap, at: number) => readJira(input.path, input, readers, at),
  mbox: (input: FileInput, readers: ReaderMap, at: number) => readMbox(input.path, input, readers, at),
  tickets: (input: FileInput, readers: ReaderMap, at: number) => readTickets(input.path, input, readers, at),
} satisfies Record<FileKind, unknown>

async function open(input: FileInput, readers: ReaderMap, checkpoint: unknown, now: () => number) {
  const openAt = async (receivedAt: number) => {
    const reading = await readings[input.kind](input, readers, receivedAt)
    const digest = hashId('reading', READING, reading.digest)
    return { reading, start: resume(checkpoint, digest), digest, receivedAt }
  }
  const before = interruptedAt(checkpoint)
  if (before === undefined) return openAt(now())
  const resumed = await openAt(before)
  if (resumed.start.position > 0) return resumed
  await resumed.reading.close()
  return openAt(now())
}
