// Every parser of what comes from outside.

import { isoTime, MAX_TEXT, parseReaders, topics } from '@thala/contracts'
import { mailMessage, openMbox, readMail } from '@thala/mail'
import { openAttachmentReader } from '@thala/ocr'
import { excerpt, plain, references, terms, words } from '@thala/text'
import { readTicketExport } from '@thala/tickets'
import { readJiraExport } from '@thala/tracker'
import { attachments } from './example-attachments.ts'
import { jiraPages, mails, mbox, messages, readerMaps, ticketTables } from './examples.ts'
import { fileTargets } from './file-targets.ts'
import { mustFit, RECEIVED_AT, type Target, target } from './target.ts'

const readers = parseReaders('')

const fileOf = (bytes: Uint8Array) => ({
  chunks: async function* () {
    const half = Math.floor(bytes.length / 2)
    yield bytes.subarray(0, half)
    yield bytes.subarray(half)
  },
  read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
})

/** One for all cases: it starts a process at the first. */
const attachmentReader = openAttachmentReader()

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export const targets: readonly Target[] = [
  ...fileTargets,
  target({
    name: 'Jira export',
    make: (mutate) => mutate.json(jiraPages),
    take: (json) => {
      const read = readJiraExport([{ name: 'page.json', json }], {
        site: 'acme.atlassian.net',
        receivedAt: RECEIVED_AT,
        readers,
      })
      for (const entry of read.entries) mustFit(topics.directory, entry)
      for (const { event } of read.messages) mustFit(topics.jiraEvents, event)
    },
  }),
  target({
    name: 'mail',
    make: (mutate) => mutate.bytes(mails.map(utf8)),
    take: async (bytes) => {
      const read = await readMail(bytes)
      if (!read.ok) return
      const context = { account: 'ops@acme.example', audience: 'workspace', receivedAt: RECEIVED_AT, parent: undefined }
      const threaded = { thread: 'a thread', parent: null, by: 'none' } as const
      mustFit(topics.emailEvents, mailMessage(read.mail, { ...context, time: read.mail.time ?? 1, threaded }).event)
    },
  }),
  target({
    name: 'mbox',
    make: (mutate) => mutate.bytes([utf8(mbox())]),
    take: async (bytes) => {
      const read = await openMbox(fileOf(bytes), { account: 'ops@acme.example', receivedAt: RECEIVED_AT, readers })
      mustFit(topics.directory, read.entry)
      for await (const item of read.messages()) if (item.kind === 'message') mustFit(topics.emailEvents, item.event)
    },
  }),
  target({
    name: 'table of tickets',
    make: (mutate) => mutate.bytes(ticketTables.map(utf8)),
    take: (bytes) => {
      const read = readTicketExport(bytes, { source: 'desk', receivedAt: RECEIVED_AT, readers })
      for (const entry of read.entries) mustFit(topics.directory, entry)
      for (const event of read.events) mustFit(topics.ticketEvents, event)
    },
  }),
  target({ name: 'THALA_READERS', make: (mutate) => mutate.text(readerMaps), take: (text) => void parseReaders(text) }),
  target({
    name: 'times',
    make: (mutate) => mutate.text(['2025-09-08T08:00:00.123+02:00', '1757318400', '2025-09-08 08:00']),
    take: (text) => {
      const time = isoTime(text)
      if (time !== null && !(Number.isSafeInteger(time) && time >= 0)) throw new Error(`${time} is no time`)
    },
  }),
  target({
    name: 'attachments',
    // A picture takes a second; bombs have a bar of their own.
    share: 0.01,
    make: (mutate) => mutate.bytes(attachments()),
    take: async (bytes) => {
      const reading = await attachmentReader.read(bytes, { name: 'a', mimeType: 'image/png' })
      if (reading.text !== null && reading.text.length > MAX_TEXT) throw new Error('a text over its limit')
      if (reading.text === null && reading.reason === '') throw new Error('no text, and no reason')
    },
    close: () => attachmentReader.close(),
  }),
  target({
    name: 'analyzer',
    make: (mutate) => [mutate.text(messages), mutate.text(messages)] as const,
    take: ([text, query]) => {
      const found = terms(text)
      if (found.some((term) => term.length > 64) || found.length > 2_000) throw new Error('terms over their limits')
      plain(text)
      words(text)
      references(text, { team: 'T1' })
      const { text: shown } = excerpt(text, terms(query), 200)
      if (shown.length > 210) throw new Error(`an excerpt of ${shown.length} characters`)
    },
  }),
]
