// What lies where in a Slack export: the lists at the top, and a folder per conversation with a file per day.
// Nothing of the messages is read here.

import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { ThalaError } from '@thala/contracts'
import { entryBytes, type FileReading, readList } from './export-files.ts'
import {
  type Channel,
  type ChannelList,
  channelLists,
  readChannels,
  readUsers,
  type SlackUser,
} from './slack-directory.ts'

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
  /** Real path of the export. */
  readonly root: string
  readonly users: readonly SlackUser[]
  readonly channels: readonly Channel[]
  /** Files of each day, days ascending. A day is a date in the file's name. */
  readonly days: ReadonlyMap<string, readonly DayFile[]>
  /** What could not be read of the lists. */
  readonly rejects: readonly Reject[]
  /** Hashes of the lists, by name. */
  readonly hashes: ReadonlyMap<string, string>
}

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.json$/
const lists: readonly ChannelList[] = ['channels.json', 'groups.json', 'mpims.json', 'dms.json']

/** Throws `bad-input` when the path cannot be read or is no export. */
export async function layOut(path: string): Promise<Layout> {
  const { root, names, folders } = await openFolder(path)
  const rejects: Reject[] = []
  const hashes = new Map<string, string>()
  const load = async (name: string): Promise<readonly unknown[]> => {
    if (!names.has(name)) return []
    const read: FileReading = await readList(root, name)
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
  for (const folder of [...folders].sort()) {
    const files = await dayFiles(root, folder)
    const channel = known.get(folder)
    if (channel) for (const [day, name] of files) days.set(day, [...(days.get(day) ?? []), { name, channel }])
    else if (files.length > 0) rejects.push(unlisted(folder))
  }
  return {
    root,
    users: users.entries,
    channels,
    days: new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1))),
    rejects,
    hashes,
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

async function dayFiles(root: string, folder: string): Promise<[day: string, name: string][]> {
  const names = await readdir(join(root, folder)).catch((): string[] => [])
  return names.sort().flatMap((name) => {
    const day = DAY_FILE.exec(name)?.[1]
    return day === undefined ? [] : [[day, `${folder}/${name}`]]
  })
}

async function openFolder(path: string) {
  const { root, entries } = await list(path)
  const names = new Set(entries.map((entry) => entry.name))
  // A link to a folder is listed too: reading a file through it checks where it leads.
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name)
  if (names.has('users.json') && (names.has('channels.json') || names.has('groups.json')))
    return { root, names, folders }
  const inside = await findInside(path, folders)
  if (inside)
    throw new ThalaError('bad-input', `${path}: not a Slack export, but ${inside} looks like one: name that folder`)
  const found = [...names].sort().slice(0, 5).join(', ')
  throw new ThalaError(
    'bad-input',
    `${path}: not a Slack export: expected users.json and channels.json (or groups.json), found ${found || 'nothing'}`,
  )
}

/** Unpacking often leaves the export one folder further down. */
async function findInside(path: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders.slice(0, 10)) {
    const names = await readdir(join(path, folder)).catch((): string[] => [])
    if (names.includes('users.json') && names.includes('channels.json')) return join(path, folder)
  }
  return undefined
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is a file; give the folder of an unpacked Slack export',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself',
}

async function list(path: string) {
  try {
    const root = await realpath(path)
    return { root, entries: await readdir(root, { withFileTypes: true }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new ThalaError('bad-input', `${path}: ${refusals[code] ?? `cannot be opened (${code})`}`, { cause: error })
  }
}
