// Which thread a mail belongs to: by `References` and `In-Reply-To`, else by its subject among those who take part, within
// a bounded time. Pure: it depends on the mails before it in time and on nothing else.

/** Ids are `Message-ID`s without angle brackets; for a mail without one, anything that no other mail has. */
export interface ThreadMail {
  readonly id: string
  /** Epoch ms. */
  readonly at: number
  readonly inReplyTo: readonly string[]
  /** Oldest first, as the field has them. */
  readonly references: readonly string[]
  readonly subject: string
  /** Address, or whatever tells people apart. */
  readonly sender: string | null
  /** Empty where they are not known: then nobody is asked to take part. */
  readonly recipients: readonly string[]
}

export interface Threaded {
  /** Id of the first mail of the thread, which may be one that was never seen. */
  readonly thread: string
  /** The mail that this one answers, where it was seen. */
  readonly parent: string | null
  readonly by: 'headers' | 'subject' | 'none'
}

/** How long after the last mail of a subject another one still belongs to it. */
export const SUBJECT_WINDOW_MS = 30 * 86_400_000
/** One who was not answered and writes so soon again adds to what was written. */
const AGAIN_WINDOW_MS = 3_600_000

interface Talk {
  readonly thread: string
  readonly people: ReadonlySet<string>
  readonly senders: ReadonlySet<string | null>
  readonly last: { readonly id: string; readonly at: number }
}

/** What is known of the mails so far. */
export interface Threads {
  /** Whether replies carry their headers here: then a mail that has none and is not marked as a reply begins a thread. */
  readonly headers: boolean
  readonly byId: Map<string, string>
  readonly seen: Set<string>
  readonly bySubject: Map<string, readonly Talk[]>
}

export const noThreads = (headers: boolean): Threads => ({
  headers,
  byId: new Map(),
  seen: new Set(),
  bySubject: new Map(),
})

/** Most talks of one subject that are looked at, latest first. */
const MAX_TALKS = 50
const PREFIX =
  /^\s*(?:(?:re|aw|antw|sv|vs|odp|fwd?|wg|tr|rv|res|ref)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*:|\[[^\]]{1,60}\])\s*/i
const REPLY = /^\s*(?:\[[^\]]{1,60}\]\s*)?(?:re|aw|antw|sv|vs|odp|res|ref)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*:/i

/** Without `Re:`, `AW:`, `Fwd:` and names of lists in brackets, in lower case. A bracket alone is the subject itself. */
export function normalSubject(subject: string): string {
  let rest = subject.slice(0, 1_000).replace(/\s+/g, ' ').trim()
  for (let match = PREFIX.exec(rest); match && match[0].length < rest.length; match = PREFIX.exec(rest))
    rest = rest.slice(match[0].length)
  return rest.trim().toLowerCase()
}

/** `Roll back? (was: Checkout fails)` goes on with what it was. */
const WAS = /[([]\s*was\s*:\s*([^()[\]]{1,300})[)\]]/i
const subjectsOf = (subject: string): string[] =>
  [subject, WAS.exec(subject)?.[1] ?? ''].map(normalSubject).filter((one) => one !== '')

/** Of a mail, given those before it. Changes nothing: `remember` does. */
export function threadOf(mail: ThreadMail, threads: Threads): Threaded {
  const named = [...mail.references, ...mail.inReplyTo].filter((id) => id !== mail.id)
  const [first] = named
  if (first !== undefined) {
    const nearest = named.toReversed().find((id) => threads.byId.has(id))
    const parent = named.toReversed().find((id) => threads.seen.has(id)) ?? null
    return { thread: threads.byId.get(nearest ?? first) ?? first, parent, by: 'headers' }
  }
  const already = threads.byId.get(mail.id)
  if (already !== undefined) return { thread: already, parent: null, by: 'headers' }
  const talks = subjectsOf(mail.subject).flatMap((subject) => threads.bySubject.get(subject) ?? [])
  const talk = talks.findLast((one) => continues(mail, one, threads))
  if (talk) return { thread: talk.thread, parent: talk.last.id, by: 'subject' }
  return { thread: mail.id, parent: null, by: 'none' }
}

/**
 * Marked as a reply: whoever takes part in it. Unmarked: somebody else than has written so far, to whom it went. One who
 * writes the same subject again later starts anew, as monitors do with every alarm.
 */
function continues(mail: ThreadMail, talk: Talk, { headers }: Threads): boolean {
  const gap = mail.at - talk.last.at
  const known = mail.recipients.length > 0 && talk.people.size > talk.senders.size
  const people = [...mail.recipients, ...(mail.sender === null ? [] : [mail.sender])]
  if (gap > SUBJECT_WINDOW_MS) return false
  if (REPLY.test(mail.subject)) return !known || people.some((one) => talk.people.has(one))
  if (headers || mail.sender === null) return false
  if (talk.senders.size === 1 && talk.senders.has(mail.sender) && gap > AGAIN_WINDOW_MS) return false
  return !known || talk.people.has(mail.sender)
}

export function remember(mail: ThreadMail, { thread }: Threaded, threads: Threads): void {
  threads.seen.add(mail.id)
  for (const id of [mail.id, ...mail.references, ...mail.inReplyTo])
    if (!threads.byId.has(id)) threads.byId.set(id, thread)
  const subject = normalSubject(mail.subject)
  if (subject === '') return
  const talks = threads.bySubject.get(subject) ?? []
  const before = talks.find((talk) => talk.thread === thread)
  const people = [...mail.recipients, ...(mail.sender === null ? [] : [mail.sender])]
  const talk: Talk = {
    thread,
    people: new Set([...(before?.people ?? []), ...people]),
    senders: new Set([...(before?.senders ?? []), mail.sender]),
    last: { id: mail.id, at: mail.at },
  }
  threads.bySubject.set(subject, [...talks.filter((one) => one !== before), talk].slice(-MAX_TALKS))
}

export const hasHeaders = (mails: readonly ThreadMail[]): boolean =>
  mails.some(({ references, inReplyTo }) => references.length + inReplyTo.length > 0)

/** Of many mails at once, by id; whatever their order. What a mail names is placed before it, also where a clock went wrong. */
export function threadsOf(mails: readonly ThreadMail[]): ReadonlyMap<string, Threaded> {
  const threads = noThreads(hasHeaders(mails))
  const known = new Map(mails.map((mail) => [mail.id, mail]))
  const found = new Map<string, Threaded>()
  const entered = new Set<string>()
  for (const mail of [...mails].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    const waiting = [mail]
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const { id } = next
      const named = [...next.references, ...next.inReplyTo].flatMap((one) => known.get(one) ?? [])
      const before = entered.has(id) ? [] : named.filter((one) => !entered.has(one.id))
      entered.add(id)
      waiting.push(...before)
      if (before.length > 0) continue
      waiting.pop()
      if (found.has(id)) continue
      const threaded = threadOf(next, threads)
      remember(next, threaded, threads)
      found.set(id, threaded)
    }
  }
  return found
}
