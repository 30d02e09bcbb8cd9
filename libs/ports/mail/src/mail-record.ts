// The bytes of one mail → what Thala reads of it: addresses, ids, subject, words, files. Promise: letters survive headers
// in 8 bits and charsets that are not what they claim; a mail that cannot be taken apart says why.

import { errorLine } from '@thala/contracts'
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { withBoundary } from './boundary.ts'
import { mailTime, receivedTime } from './mail-time.ts'

export interface Person {
  readonly name: string
  /** Lower case. */
  readonly address: string
}

/** What stands in the headers of a mail. */
export interface MailHead {
  /** Without angle brackets; empty when there is none. */
  readonly messageId: string
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly subject: string
  readonly from: Person | null
  readonly recipients: readonly string[]
  /** Mailboxes that it says it was put into. */
  readonly deliveredTo: readonly string[]
  /** Topmost `Received:`, else `Date:`, epoch ms; null when neither is a date. */
  readonly time: number | null
  /** Answers of machines: a note of absence, a bounce. They say nothing of what they answer. */
  readonly automatic: 'reply' | 'sent' | null
}

export interface MailRecord extends MailHead {
  readonly text: string
  readonly html: string
  readonly attachments: readonly Attachment[]
}

/** Deeper parts, and longer headers, make a mail unreadable: no mail program writes such. */
const limits = { maxNestingDepth: 60, maxHeadersSize: 2 ** 20, forceRfc822Attachments: true } as const
const MAX_IDS = 200
const MAX_RECIPIENTS = 200
const LOST = '\uFFFD'

export type MailReading<T> = { readonly ok: true; readonly mail: T } | { readonly ok: false; readonly reason: string }

/** Of a mail's beginning, as long as it holds all of its headers. */
export async function readHead(head: Uint8Array): Promise<MailReading<MailHead>> {
  const end = headEnd(Buffer.from(head.buffer, head.byteOffset, head.byteLength))
  const parsed = await parsed8bit(head.subarray(0, end))
  return parsed.ok ? { ok: true, mail: headOf(parsed.mail) } : parsed
}

export async function readMail(raw: Uint8Array): Promise<MailReading<MailRecord>> {
  const whole = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const bytes = withBoundary(whole, headEnd(whole)) ?? raw
  const parsed = await parsed8bit(bytes)
  if (!parsed.ok) return parsed
  const { mail } = parsed
  const words = `${mail.text ?? ''}${mail.html ?? ''}`.includes(LOST) ? ((await mended(bytes)) ?? mail) : mail
  return {
    ok: true,
    mail: { ...headOf(mail), text: words.text ?? '', html: words.html ?? '', attachments: mail.attachments },
  }
}

async function parsed8bit(bytes: Uint8Array): Promise<MailReading<Email>> {
  try {
    return { ok: true, mail: await PostalMime.parse(utf8Head(bytes), limits) }
  } catch (error) {
    return { ok: false, reason: `no readable mail: ${errorLine(error).slice(0, 200)}` }
  }
}

/** Headers with bare letters of a code page, as old programs write them, in UTF-8. */
function utf8Head(bytes: Uint8Array): Uint8Array {
  const mail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = headEnd(mail)
  const head = mail.subarray(0, end)
  if (isUtf8(head)) return mail
  return Buffer.concat([Buffer.from(new TextDecoder('windows-1252').decode(head)), mail.subarray(end)])
}

/** Once more, with the code page of Windows for UTF-8 and ASCII: what says it is these and is not, mostly is that. */
async function mended(bytes: Uint8Array): Promise<Email | null> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const changed = text.replace(/charset\s{0,4}=\s{0,4}"?(?:utf-?8|us-ascii)"?/gi, 'charset=windows-1252')
  const again = await parsed8bit(Buffer.from(changed, 'latin1'))
  return again.ok && !`${again.mail.text ?? ''}${again.mail.html ?? ''}`.includes(LOST) ? again.mail : null
}

function headEnd(mail: Buffer): number {
  const ends = [mail.indexOf('\n\n'), mail.indexOf('\n\r\n')].filter((end) => end >= 0)
  return ends.length === 0 ? mail.length : Math.min(...ends) + 1
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function headOf(mail: Email): MailHead {
  const all = (key: string) => mail.headers.filter((header) => header.key === key).map(({ value }) => value)
  const received = all('received')[0]
  const date = all('date')[0]
  const [from] = peopleIn([mail.from ?? mail.sender])
  return {
    messageId: idsIn(mail.messageId ?? '')[0] ?? '',
    inReplyTo: idsIn(mail.inReplyTo ?? ''),
    references: idsIn(mail.references ?? ''),
    subject: (mail.subject ?? '').replace(/\s+/g, ' ').trim().slice(0, 2_000),
    from: from ?? null,
    recipients: addressesIn([...(mail.to ?? []), ...(mail.cc ?? [])]),
    deliveredTo: [...all('delivered-to'), ...all('x-original-to')].map(plainAddress).filter(isAddress),
    time: (received === undefined ? null : receivedTime(received)) ?? (date === undefined ? null : mailTime(date)),
    automatic: automaticOf(all, from?.address ?? ''),
  }
}

/** `<a@b> <c@d>`; some programs leave the brackets out, and In-Reply-To once held whole sentences. */
function idsIn(field: string): string[] {
  const text = field.slice(0, 100_000)
  const bracketed = [...text.matchAll(/<([^<>\s]{1,500})>/g)].flatMap(([, id]) => id ?? [])
  const plain =
    bracketed.length > 0 ? bracketed : text.split(/\s+/).filter((word) => /^[^\s<>"]{1,500}@[^\s<>"]+$/.test(word))
  // The first is the root, the last the nearest: what lies between may go.
  return plain.length <= MAX_IDS ? plain : [...plain.slice(0, 1), ...plain.slice(1 - MAX_IDS)]
}

const peopleIn = (addresses: readonly (Address | undefined)[]): Person[] =>
  addresses.flatMap((one): Person[] => {
    if (one === undefined) return []
    if (one.group) return peopleIn(one.group)
    const address = plainAddress(one.address ?? '')
    return isAddress(address) ? [{ name: one.name, address }] : []
  })

const addressesIn = (addresses: readonly Address[]): string[] => [
  ...new Set(peopleIn(addresses.slice(0, MAX_RECIPIENTS)).map(({ address }) => address)),
]

const plainAddress = (text: string): string => text.trim().replace(/^<|>$/g, '').toLowerCase()
/** A colon or a blank would read as the end of an address within an id. */
const isAddress = (text: string): boolean => text.length <= 254 && /^[^\s:<>,;@]+@[^\s:<>,;@]+$/.test(text)

function automaticOf(all: (key: string) => string[], from: string): MailHead['automatic'] {
  const is = (key: string, pattern: RegExp) => all(key).some((value) => pattern.test(value.slice(0, 500)))
  const isBounce =
    is('content-type', /multipart\/report/i) ||
    /^(?:mailer-daemon|postmaster)@/.test(from) ||
    is('x-failed-recipients', /./)
  const isReply =
    is('auto-submitted', /^\s*auto-replied/i) ||
    is('precedence', /^\s*auto_reply/i) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-reply'].some((key) => is(key, /./))
  if (isBounce || isReply) return 'reply'
  const isSent =
    is('auto-submitted', /^\s*auto-generated/i) ||
    // Lists of people may be marked so too.
    (is('precedence', /^\s*(?:bulk|junk)/i) && all('list-id').length === 0) ||
    /^(?:no-?reply|do-?not-?reply|alerts?|notifications?|monitoring)@/.test(from)
  return isSent ? 'sent' : null
}
