// An mbox as messages in source-time order. Two passes: where each mail lies and what its headers say, then each mail by
// itself. Promise: memory grows with the number of mails, not with their size; a mail that cannot be read, or that no
// header dates, is told with its bytes and place; the rest goes on.
//
// When a mail came: the date of its `From ` line (when the mailbox took it in), else of its topmost `Received:`, else
// `Date:`. Its thread: see thread.ts. Whose mailbox it is: what the operator says, else the address to which most was delivered.

import {
  type DirectoryEntry,
  mailConversationId,
  mappedConversation,
  type ReaderMap,
  rejectBytes,
  ThalaError,
} from '@thala/contracts'
import { type MailMessage, mailMessage, threadMailOf } from './mail-message.ts'
import { type MailHead, readHead, readMail } from './mail-record.ts'
import { type MboxEntry, mboxEntries, unquoted } from './mbox.ts'
import { type Threaded, threadsOf } from './thread.ts'

/** Random access to the file, which is larger than memory. */
export interface MboxFile {
  chunks(): AsyncIterable<Uint8Array>
  read(offset: number, length: number): Promise<Uint8Array>
}

export interface MboxOptions {
  readonly account?: string | undefined
  /** Epoch ms. */
  readonly receivedAt: number
  readonly readers: ReaderMap
}

export interface MboxReject {
  readonly bytes: Uint8Array
  readonly where: string
  readonly reason: string
}

export interface MboxExport {
  readonly account: string
  readonly entry: Omit<DirectoryEntry, 'v'>
  readonly mails: number
  messages(): AsyncGenerator<({ kind: 'message' } & MailMessage) | ({ kind: 'reject' } & MboxReject)>
}

/** Largest mail. Providers send and take less: 25 to 50 MB. */
export const MAX_MAIL_BYTES = 64 * 2 ** 20
/** Most mails of one file: their headers are held in memory. */
export const MAX_MAILS = 500_000
const MAX_REMEMBERED_TEXT = 8_000
/** Mails whose text is at hand for their answers; the oldest go first. */
const MAX_REMEMBERED = 20_000

interface Indexed {
  readonly offset: number
  readonly length: number
  readonly time: number
  readonly head: MailHead
}

/** Throws `bad-input` when it cannot be told whose mailbox it is. */
export async function openMbox(file: MboxFile, options: MboxOptions): Promise<MboxExport> {
  const { mails, rejects } = await index(file)
  const account = accountOf(mails, options.account)
  const id = mailConversationId(account)
  const { entry, audience } = mappedConversation(
    { id, alias: id, name: account, source: 'email' },
    options.readers,
    options.receivedAt,
  )
  return {
    account,
    entry,
    mails: mails.length + rejects.length,
    async *messages() {
      for (const reject of rejects) yield { kind: 'reject', ...reject }
      yield* inOrder(file, mails, { account, audience, receivedAt: options.receivedAt })
    },
  }
}

async function index(file: MboxFile): Promise<{ mails: Indexed[]; rejects: MboxReject[] }> {
  const mails: Indexed[] = []
  const rejects: MboxReject[] = []
  for await (const entry of mboxEntries(file.chunks())) {
    if (mails.length + rejects.length >= MAX_MAILS)
      throw new ThalaError(
        'bad-input',
        `more than ${MAX_MAILS} mails in one file: split it, the parts can be read in one command`,
      )
    const read = await indexed(entry)
    if ('reason' in read) rejects.push(read)
    else mails.push(read)
  }
  return { mails: mails.sort((a, b) => a.time - b.time || a.offset - b.offset), rejects }
}

async function indexed({ offset, length, time: mailboxTime, head }: MboxEntry): Promise<Indexed | MboxReject> {
  const reject = (reason: string) => ({ where: placeOf(offset), bytes: rejectBytes(head), reason })
  if (length > MAX_MAIL_BYTES) return reject(`${length} bytes, and at most ${MAX_MAIL_BYTES} of a mail are read`)
  const read = await readHead(head)
  if (!read.ok) return reject(read.reason)
  const time = mailboxTime ?? read.mail.time
  if (time === null) return reject('no date: neither its From line nor Received nor Date holds one that can be read')
  return { offset, length, time, head: read.mail }
}

const placeOf = (offset: number): string => `mail at byte ${offset}`

function accountOf(mails: readonly Indexed[], given: string | undefined): string {
  if (given !== undefined) {
    if (given.length <= 254 && /^[^\s:@]+@[^\s:@]+$/.test(given)) return given.toLowerCase()
    throw new ThalaError(
      'bad-input',
      `--account ${given}: expected the address of the mailbox, such as ops@acme.example`,
    )
  }
  const delivered = mostFrequent(mails.map(({ head }) => head.deliveredTo))
  const found = delivered ?? mostFrequent(mails.map(({ head }) => head.recipients))
  if (found !== undefined) return found
  throw new ThalaError(
    'bad-input',
    'no mail names a recipient: say whose mailbox it is with --account ops@acme.example',
  )
}

function mostFrequent(lists: readonly (readonly string[])[]): string | undefined {
  const counts = new Map<string, number>()
  for (const list of lists) for (const one of new Set(list)) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0]
}

interface Told {
  readonly messageId: string
  readonly text: string
  readonly subject: string
}

const ALONE: Threaded = { thread: '', parent: null, by: 'none' }

async function* inOrder(
  file: MboxFile,
  mails: readonly Indexed[],
  place: { readonly account: string; readonly audience: string; readonly receivedAt: number },
): ReturnType<MboxExport['messages']> {
  const heads = mails.map(({ head, time }) => threadMailOf(head, time))
  const threads = threadsOf(heads)
  const answered = new Set([...threads.values()].flatMap(({ parent }) => parent ?? []))
  const told = new Map<string, Told>()
  for (const [at, { offset, length, time }] of mails.entries()) {
    const id = heads[at]?.id ?? ''
    const threaded = threads.get(id) ?? { ...ALONE, thread: id }
    const bytes = unquoted(await file.read(offset, length))
    const read = await readMail(bytes)
    if (!read.ok) {
      yield { kind: 'reject', where: placeOf(offset), bytes: rejectBytes(bytes), reason: read.reason }
      continue
    }
    const parent = threaded.parent === null ? undefined : told.get(threaded.parent)
    const message = mailMessage(read.mail, { ...place, time, threaded, parent })
    const { messageId, text } = message.event
    if (answered.has(id)) {
      told.set(id, { messageId, text: text.slice(0, MAX_REMEMBERED_TEXT), subject: read.mail.subject })
      const [oldest] = told.keys()
      if (told.size > MAX_REMEMBERED && oldest !== undefined) told.delete(oldest)
    }
    yield { kind: 'message', ...message }
  }
}
