// A Slack export, as a folder or a zip, told in source-time order: who and where first, then day by day what was said.
// Promise: the same content gives the same items in the same order; what cannot be read is told with its bytes, and the
// rest goes on; memory holds one day at a time.

import { stat } from 'node:fs/promises'
import { entryBytes, ThalaError } from '@thala/contracts'
import { z } from 'zod'
import { type BytesReading, type ExportFiles, readList } from './export-files.ts'
import { type DayFile, type Layout, layOut, type Reject } from './export-layout.ts'
import { type Survey, surveyExport } from './export-survey.ts'
import { openFolderFiles } from './folder-files.ts'
import { authorOfUser, conversationEntry, type DirectoryEvent, personEntry, teamOf } from './slack-directory.ts'
import { MAX_PARENT_TEXT, readSlackRecord, type SlackContext, type SlackEvent } from './slack-message.ts'
import { MAX_UPLOAD_BYTES } from './uploads.ts'
import { openZipFiles } from './zip-files.ts'

export interface SlackExportOptions {
  /** `T…`; used when users.json names none. */
  readonly team?: string | undefined
  /** Host of permalinks, `acme.slack.com`. */
  readonly domain?: string | undefined
  /** Externally shared channels (names or ids) that are read all the same. */
  readonly sharedChannels?: readonly string[] | undefined
  /** When it was received, epoch ms. */
  readonly receivedAt: number
}

export type ExportItem =
  | { readonly kind: 'directory'; readonly entry: DirectoryEvent }
  /** `uploads`: names of files, as many as the event has attachments; undefined where the export holds no bytes of it. */
  | { readonly kind: 'message'; readonly event: SlackEvent; readonly uploads: readonly (string | undefined)[] }
  /** A record that is no message: a join, a pin. */
  | { readonly kind: 'skip'; readonly where: string; readonly reason: string }
  | ({ readonly kind: 'reject' } & Reject)

export interface SlackExport {
  readonly team: string
  /** Of the content: equal for an equal export in another place. */
  readonly digest: string
  /** How many records `items` tells, of any kind but the directory. Files that cannot be read count as one each. */
  readonly total: number
  items(): AsyncGenerator<ExportItem>
  /** Bytes of a file of a message. */
  upload(name: string): Promise<BytesReading>
  close(): Promise<void>
}

/** Throws `bad-input` when the path cannot be read, is no export, or does not say whose it is. */
export async function openSlackExport(path: string, options: SlackExportOptions): Promise<SlackExport> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  const files = await (isFile ? openZipFiles(path) : openFolderFiles(path))
  try {
    return await openExport(files, path, options)
  } catch (error) {
    await files.close()
    throw error
  }
}

async function openExport(files: ExportFiles, path: string, options: SlackExportOptions): Promise<SlackExport> {
  const layout = await layOut(files, path)
  const team = teamOf(layout.users) ?? options.team
  if (team === undefined)
    throw new ThalaError('bad-input', `${path}: users.json names no team_id; say which with --team T0123ABCD`)
  if (!/^[TE][A-Z0-9]{1,31}$/.test(team))
    throw new ThalaError('bad-input', `${path}: "${team}" is not a Slack team id; expected one such as T0123ABCD`)
  const survey = await surveyExport(layout, options.receivedAt)
  return {
    team,
    digest: survey.digest,
    total: survey.total + layout.rejects.length,
    items: () => itemsOf(layout, survey, team, options),
    upload: (name) => files.read(name, MAX_UPLOAD_BYTES),
    close: () => files.close(),
  }
}

async function* itemsOf(
  layout: Layout,
  survey: Survey,
  team: string,
  options: SlackExportOptions,
): AsyncGenerator<ExportItem> {
  for (const reject of layout.rejects) yield { kind: 'reject', ...reject }
  for (const user of layout.users) yield { kind: 'directory', entry: personEntry(team, user, survey.latestMs) }
  for (const channel of layout.channels)
    yield { kind: 'directory', entry: conversationEntry(team, channel, survey.latestMs) }
  const reader = recordReader(layout, survey, team, options)
  for (const files of layout.days.values()) {
    const records: Placed[] = []
    for (const file of files) {
      const read = await readList(layout.files, file.name)
      if (read.ok) records.push(...read.list.map((value, index) => placed(value, file, index)))
      else yield { kind: 'reject', bytes: read.bytes, where: file.name, reason: read.reason }
    }
    for (const record of records.sort(bySourceTime)) yield reader(record)
  }
}

interface Placed {
  readonly value: unknown
  readonly file: DayFile
  readonly index: number
  /** Of equal length for all, so that text order is time order; empty when there is none. */
  readonly order: string
}

const timed = z.object({ ts: z.string() })

const placed = (value: unknown, file: DayFile, index: number): Placed => ({
  value,
  file,
  index,
  order: timed.safeParse(value).data?.ts.padStart(18, '0') ?? '',
})

const bySourceTime = (a: Placed, b: Placed): number => {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1
  if (a.file.name !== b.file.name) return a.file.name < b.file.name ? -1 : 1
  return a.index - b.index
}

/** Reads records in source-time order; remembers what those with replies say, for their replies. */
function recordReader(layout: Layout, survey: Survey, team: string, options: SlackExportOptions) {
  const people = new Map(layout.users.map((user) => [user.id, authorOfUser(user)]))
  const parents = new Map<string, string>()
  const shared = new Set(options.sharedChannels)
  const context: SlackContext = {
    team,
    domain: options.domain,
    receivedAt: options.receivedAt,
    deletedAt: survey.latestMs,
    person: (user) => people.get(user),
    hasReplies: survey.hasReplies,
    // What was deleted in the end must not live on in what answered it.
    parentText: (channel, ts) => (survey.isDeleted(channel, ts) ? '' : parents.get(`${channel}/${ts}`)),
  }
  return ({ value, file, index }: Placed): ExportItem => {
    const { id: channel, name, visibility } = file.channel
    const where = `${file.name}[${index}]`
    // People of another organisation read along there: left out unless the operator names it.
    if (visibility === 'shared' && !shared.has(name) && !shared.has(channel))
      return { kind: 'skip', where, reason: 'shared with another organisation' }
    const reading = readSlackRecord(value, { channel, open: visibility === 'public' }, context)
    if (reading.kind === 'skip') return { ...reading, where }
    if (reading.kind === 'reject') return { kind: 'reject', bytes: entryBytes(value), where, reason: reading.reason }
    const { event, files } = reading
    const ts = event.messageId.slice(event.messageId.lastIndexOf(':') + 1)
    // Its text would stay in the log until retention ends, for nothing.
    if (!event.deleted && survey.isDeleted(channel, ts)) return { kind: 'skip', where, reason: 'deleted later on' }
    if (survey.hasReplies(channel, ts)) parents.set(`${channel}/${ts}`, event.text.slice(0, MAX_PARENT_TEXT + 1))
    const uploads = files.map((id) => (id === undefined ? undefined : layout.uploads.get(id)))
    return { kind: 'message', event, uploads }
  }
}
