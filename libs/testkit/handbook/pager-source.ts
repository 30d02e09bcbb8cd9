// The source of chapter 3: pages of an on-call service, from the file into which its webhook writes a line of JSON each.
// Promise: what was read is not read again; the same line is the same message, whenever it is read; a line that cannot be
// read is kept with its bytes, and the next one is read all the same.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  apiMessageId,
  clampTime,
  errorLine,
  mappedConversation,
  type ReaderMap,
  type SourceMessage,
  sourceEventId,
  topics,
} from '@thala/contracts'
import { type Output, type SourceDeclaration, source, type To } from '@thala/service'
import { z } from 'zod'

const name = z.string().regex(/^[\w-]{1,64}$/, 'must be letters, digits, _ and -')
const text = z.string().max(10_000)
/** What the service promises to send. More than we use is none of our business; less is a line that cannot be read. */
export const page = z.object({
  event: z.enum(['triggered', 'resolved']),
  at: z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso)),
  incident: z.object({ id: name, service: name, title: text.min(1), urgency: z.enum(['high', 'low']) }),
  note: text.default(''),
})
export type Page = z.infer<typeof page>

/** The longest line that a page can be, with room; memory is taken for one. */
const MAX_LINE_BYTES = 100_000
/** A conversation for each service: those who read it read all of its pages. */
const conversationOf = ({ incident }: Page): string => `api:pager:${incident.service}`

/** A page as a message. Every id is made of what the service calls the thing: no clock, no counter of ours. */
export function messageOf(told: Page, audience: string): Omit<SourceMessage, 'v'> {
  const { event, at, incident, note } = told
  const root = apiMessageId(`pager:${incident.id}`)
  const severity = incident.urgency === 'high' ? 'High' : 'Low'
  const body: Omit<SourceMessage, 'v' | 'id'> = {
    messageId: event === 'triggered' ? root : `${root}:resolved:${at}`,
    conversationId: conversationOf(told),
    // The page and its end are one thread: the end is linked to this page, not to one that reads alike.
    threadId: root,
    // What a program says outright. A `ticket` is one customer's trouble, which alone opens no incident.
    source: 'api',
    at,
    revision: at,
    deleted: false,
    author: { id: 'api:pager', name: 'Pager', kind: 'bot' },
    text: event === 'triggered' ? incident.title : `${incident.title}: resolved. ${note}`.trim(),
    parent: event === 'triggered' ? null : { messageId: root, text: incident.title },
    attachments: [],
    permalink: null,
    audience,
    // A pager knows what it says, so no model is asked what kind of message this is.
    said: event === 'triggered' ? { type: 'incident_report', severity } : { type: 'resolution', status: 'Resolved' },
  }
  return { ...body, id: sourceEventId(body.messageId, at, false, body) }
}

const produces = { pages: topics.apiEvents, directory: topics.directory }
const checkpoint = z.object({ bytes: z.int().nonnegative() })

export const pagerSource = (path: string, now: () => number = Date.now): SourceDeclaration =>
  source({
    name: 'pager-source',
    produces,
    config: z.object({ PAGER_READERS: z.string().default('').describe('workspace, or as slack:T0123:C0456') }),
    checkpointId: () => `pager:${resolve(path)}`,
    async *read({ checkpoint: stored, config: { PAGER_READERS: them }, to, signal }) {
      const readers: ReaderMap = new Map(them === '' ? [] : [['api:*', them]])
      const before = checkpoint.safeParse(stored).data?.bytes ?? 0
      // A shorter file is another file: it is read from its beginning.
      const { size } = await stat(path)
      for await (const { bytes, end } of linesOf(path, size < before ? 0 : before)) {
        if (signal.aborted) return
        const told = parse(bytes, now())
        const reached = { checkpoint: { bytes: end } }
        if (typeof told !== 'string') yield { outputs: outputsOf(told, readers, to), ...reached }
        else yield { rejected: { bytes, where: `${path}, byte ${end}`, reason: told }, ...reached }
      }
    },
  })

function outputsOf(told: Page, readers: ReaderMap, to: To<typeof produces>): Output[] {
  const id = conversationOf(told)
  const of = { id, alias: id, name: told.incident.service, source: 'api' } as const
  const { entry, audience } = mappedConversation(of, readers, told.at)
  const message = messageOf(told, audience)
  return [to.directory(entry, { id: entry.id }), to.pages(message, { id: message.id })]
}

/** A page, or why the line is none. */
function parse(bytes: Uint8Array, now: number): Page | string {
  try {
    const parsed = page.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    if (!parsed.success) return z.prettifyError(parsed.error)
    return clampTime(parsed.data.at, now).clampedFrom === undefined ? parsed.data : 'is dated ahead of the clock'
  } catch (error) {
    return errorLine(error)
  }
}

/** Whole lines, each with the offset after it. What follows the last newline may still be in writing: the next reading takes it. */
async function* linesOf(path: string, from: number): AsyncGenerator<{ readonly bytes: Buffer; readonly end: number }> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { start: from })
  let rest: Buffer = Buffer.alloc(0)
  let end = from
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (let newline = rest.indexOf('\n'); newline >= 0; newline = rest.indexOf('\n')) {
      end += newline + 1
      yield { bytes: rest.subarray(0, newline), end }
      rest = rest.subarray(newline + 1)
    }
    if (rest.length > MAX_LINE_BYTES) throw new RangeError(`${path}: a line is longer than ${MAX_LINE_BYTES} bytes`)
  }
}
