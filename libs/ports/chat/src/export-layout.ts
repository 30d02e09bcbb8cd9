// What lies where in a Slack export: the lists at the top, and a folder per conversation with a file per day.
// Nothing of the messages is read here.

import { entryBytes, ThalaError } from '@thala/contracts'
import { type ExportFiles, type FileReading, readList } from './export-files.ts'
import {
  type Channel,
  type ChannelList,
  channelLists,
  readChannels,
  readUsers,
  type SlackUser,
} from './slack-directory.ts'
import { uploadsIn } from './uploads.ts'

export interface DayFile {
  /** Relative to the export, `general/2025-09-08.json`. */
  readonly name: string
  readonly channel: Channel
}

export interface Reject {
  readonly bytes: Uint8Array
  /** Path relative to the export, with `[index]` for one of a file's entries. */
  readonly where: string
  readonly reason: string
}

export interface Layout {
  readonly files: ExportFiles
  readonly users: readonly SlackUser[]
  readonly channels: readonly Channel[]
  /** Files of each day, days ascending. A day is a date in the file's name. */
  readonly days: ReadonlyMap<string, readonly DayFile[]>
  /** What could not be read of the lists. */
  readonly rejects: readonly Reject[]
  /** Hashes of the lists, by name. */
  readonly hashes: ReadonlyMap<string, string>
  /** Names of the files of messages, by Slack's id of them. */
  readonly uploads: ReadonlyMap<string, string>
}

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.json$/
const lists: readonly ChannelList[] = ['channels.json', 'groups.json', 'mpims.json', 'dms.json']

/** `path` is for people. Throws `bad-input` when the files are no export. */
export async function layOut(files: ExportFiles, path: string): Promise<Layout> {
  const { names, folders } = topOf(files, path)
  const rejects: Reject[] = files.refused.map(({ name, reason }) => ({ bytes: new Uint8Array(), where: name, reason }))
  const hashes = new Map<string, string>()
  const load = async (name: string): Promise<readonly unknown[]> => {
    if (!names.has(name)) return []
    const read: FileReading = await readList(files, name)
    hashes.set(name, read.hash)
    if (read.ok) return read.list
    rejects.push({ bytes: read.bytes, where: name, reason: read.reason })
    return []
  }
  const users = readUsers(await load('users.json'))
  rejects.push(...users.faults.map((fault) => entryReject('users.json', fault)))
  const channels: Channel[] = []
  for (const name of lists) {
    const read = readChannels(await load(name), name)
    rejects.push(...read.faults.map((fault) => entryReject(name, fault)))
    channels.push(...read.entries)
  }
  const known = new Map(
    channels.flatMap((channel) => [[channel.id, channel] as const, [channel.name, channel] as const]),
  )
  const days = new Map<string, DayFile[]>()
  for (const folder of [...folders.keys()].sort()) {
    const dated = dayFiles(folder, folders.get(folder) ?? [])
    const channel = known.get(folder)
    if (channel) for (const [day, name] of dated) days.set(day, [...(days.get(day) ?? []), { name, channel }])
    else if (dated.length > 0) rejects.push(unlisted(folder))
  }
  return {
    files,
    users: users.entries,
    channels,
    days: new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1))),
    rejects,
    hashes,
    uploads: uploadsIn(files.names),
  }
}

const entryReject = (file: string, fault: { index: number; value: unknown; reason: string }): Reject => ({
  bytes: entryBytes(fault.value),
  where: `${file}[${fault.index}]`,
  reason: fault.reason,
})

/** Who may read it is not known, so nobody may. */
const unlisted = (folder: string): Reject => ({
  bytes: new Uint8Array(),
  where: `${folder}/`,
  reason: `no conversation of this name in ${Object.keys(channelLists).join(', ')}: its files were left unread`,
})

const dayFiles = (folder: string, names: readonly string[]): [day: string, name: string][] =>
  [...names].sort().flatMap((name): [string, string][] => {
    const day = DAY_FILE.exec(name)?.[1]
    return day === undefined ? [] : [[day, `${folder}/${name}`]]
  })

/** What lies at the top, and what lies right within each folder there. */
function topOf(files: ExportFiles, path: string) {
  const names = new Set<string>()
  const folders = new Map<string, string[]>()
  for (const name of files.names) {
    const [first = '', second, ...deeper] = name.split('/')
    if (second === undefined) names.add(first)
    else {
      const within = folders.get(first) ?? []
      if (deeper.length === 0) within.push(second)
      folders.set(first, within)
    }
  }
  if (names.has('users.json') && (names.has('channels.json') || names.has('groups.json'))) return { names, folders }
  // Unpacking often leaves the export one folder further down.
  const inside = [...folders].find(([, within]) => within.includes('users.json') && within.includes('channels.json'))
  if (inside)
    throw new ThalaError(
      'bad-input',
      `${path}: not a Slack export, but ${path}/${inside[0]} looks like one: name that folder`,
    )
  const found = [...names, ...folders.keys()].sort().slice(0, 5).join(', ')
  throw new ThalaError(
    'bad-input',
    `${path}: not a Slack export: expected users.json and channels.json (or groups.json), found ${found || 'nothing'}`,
  )
}
