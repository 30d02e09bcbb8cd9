// Takes a Slack export into the log, in source-time order. Promise: an interrupted reading goes on where it was;
// reading the same content again yields nothing; what cannot be read goes to the dead letters with its bytes.

import { resolve } from 'node:path'
import { type ExportItem, openSlackExport, type SlackExport } from '@thala/chat'
import { hashId, topics } from '@thala/contracts'
import { type Output, type SourceDeclaration, type SourceItem, source, type To } from '@thala/service'
import { type Checkpoint, interruptedAt, READING, resume } from './checkpoint.ts'

export interface SlackExportInput {
  /** Folder of the unpacked export. */
  readonly path: string
  /** `T…`, where users.json does not say. */
  readonly team?: string | undefined
  /** Host of permalinks, `acme.slack.com`. */
  readonly domain?: string | undefined
  /** Channels shared with another organisation (names or ids) that are read all the same. */
  readonly sharedChannels?: readonly string[] | undefined
  /** Called after each chunk that the log took, and at the end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Epoch ms; the clock, unless a test sets another. */
  readonly now?: () => number
}

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

const produces = { slack: topics.slackEvents, directory: topics.directory }

export function slackExportSource(input: SlackExportInput): SourceDeclaration {
  const now = input.now ?? Date.now
  return source({
    name: 'file-connector',
    produces,
    checkpointId: () => `slack-export:${resolve(input.path)}`,
    async *read({ checkpoint, signal, to }): AsyncGenerator<SourceItem> {
      const { reading, start, digest, receivedAt } = await open(input, checkpoint, now)
      const tally = tallyOf(reading, input.onProgress)
      if (start.complete) return tally.unchanged()
      let position = 0
      let chunk: Output[] = []
      const flush = (complete: boolean): SourceItem => {
        const reached: Checkpoint = { digest, position, receivedAt, complete }
        const outputs = chunk
        chunk = []
        return { outputs, checkpoint: reached }
      }
      for await (const item of reading.items()) {
        if (signal.aborted) return
        tally.note(item)
        if (++position <= start.position) continue
        // Without a checkpoint of its own: told again after a crash, it is the same dead letter.
        if (item.kind === 'reject') yield { rejected: item }
        else chunk.push(...outputsOf(item, to))
        if (chunk.length < CHUNK) continue
        yield flush(false)
        tally.tell('reading')
      }
      yield flush(true)
      tally.tell('done')
    },
  })
}

function outputsOf(item: Exclude<ExportItem, { kind: 'reject' }>, to: To<typeof produces>): Output[] {
  switch (item.kind) {
    case 'directory':
      return [to.directory(item.entry, { id: item.entry.id })]
    case 'message':
      return [to.slack(item.event, { id: item.event.id })]
    case 'skip':
      return []
  }
}

function tallyOf({ total }: SlackExport, onProgress: SlackExportInput['onProgress']) {
  let read = 0
  let skipped = 0
  let rejected = 0
  const tell = (state: Progress['state']) => onProgress?.({ state, read, total, skipped, rejected })
  return {
    tell,
    note(item: ExportItem) {
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

async function open(input: SlackExportInput, checkpoint: unknown, now: () => number) {
  const { path, team, domain, sharedChannels } = input
  const shared = [...(sharedChannels ?? [])].sort()
  const openAt = async (receivedAt: number) => {
    const reading = await openSlackExport(path, { team, domain, sharedChannels, receivedAt })
    const digest = hashId('reading', READING, reading.digest, reading.team, domain ?? null, ...shared)
    return { reading, start: resume(checkpoint, digest), digest, receivedAt }
  }
  const before = interruptedAt(checkpoint)
  const resumed = before === undefined ? undefined : await openAt(before)
  return resumed && resumed.start.position > 0 ? resumed : openAt(now())
}
