// What a path holds, by its content: names lie, and people rename. Promise: what is not known is refused, with what is.

import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NO_FILE, parseJson, unreadable } from '@thala/chat'
import { ThalaError } from '@thala/contracts'
import { fromLine } from '@thala/mail'
import { looksLikeTickets } from '@thala/tickets'
import { issuesIn } from '@thala/tracker'

export const kinds = {
  'slack-export': 'a Slack export (the zip, or its folder with users.json and channels.json)',
  jira: 'a Jira export (JSON of a search with its issues, or a folder of such files)',
  mbox: 'a mailbox (mbox)',
  tickets: 'a table of tickets (CSV with at least ticket_id and created_at)',
} as const
export type FileKind = keyof typeof kinds

const readable = `readable are: ${Object.values(kinds).join('; ')}`
const HEAD_BYTES = 1 << 20
/** JSON is taken apart to see what it is. */
const MAX_JSON_BYTES = 512 * 2 ** 20

export async function recognise(path: string): Promise<FileKind> {
  try {
    const found = await stat(path)
    if (!found.isFile() && !found.isDirectory()) throw new ThalaError('bad-input', `${path}: ${NO_FILE}`)
    const kind = found.isDirectory() ? await kindOfFolder(path) : await kindOfFile(path, found.size)
    if (kind) return kind
  } catch (error) {
    throw unreadable(path, error)
  }
  throw new ThalaError('bad-input', `${path}: not a file that can be read; ${readable}`)
}

async function kindOfFolder(path: string): Promise<FileKind | null> {
  const names = await readdir(path)
  if (names.includes('users.json')) return 'slack-export'
  for (const name of names.filter((one) => /\.json$/i.test(one)).sort()) {
    const file = join(path, name)
    // A broken page, or one that is none, is told when the others are read.
    const found = await stat(file).catch(() => null)
    if (found?.isFile() && (await kindOfFile(file, found.size).catch(() => null)) === 'jira') return 'jira'
  }
  // Reading it as an export says what is missing, or which folder inside is one.
  const inside = await Promise.all(
    names.slice(0, 20).map((name) => readdir(join(path, name)).catch((): string[] => [])),
  )
  return inside.some((one) => one.includes('users.json')) ? 'slack-export' : null
}

async function kindOfFile(path: string, size: number): Promise<FileKind | null> {
  const head = await readHead(path, HEAD_BYTES)
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'slack-export'
  const start = head.toString('latin1', 0, 2_048).replace(/^\u00ef\u00bb\u00bf/, '')
  if (fromLine(start.trimStart().split('\n', 1)[0] ?? '')) return 'mbox'
  if (/^\s*[[{]/.test(start)) return (await holdsIssues(path, size)) ? 'jira' : null
  return looksLikeTickets(head) ? 'tickets' : null
}

async function holdsIssues(path: string, size: number): Promise<boolean> {
  if (size > MAX_JSON_BYTES) return false
  const parsed = parseJson(await readHead(path, size))
  if (!parsed.ok) throw new ThalaError('bad-input', `${path}: ${parsed.reason}; ${readable}`)
  return issuesIn(parsed.json) !== null
}

async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(Math.min(bytes, Math.max(1, (await file.stat()).size)))
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
