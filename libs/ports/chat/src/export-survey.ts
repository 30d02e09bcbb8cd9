// The first pass over an export: how much there is, which messages are answered or deleted somewhere in it, its latest
// time, and a hash of its content. Keeps ids only, so memory grows with the number of threads, not with their text.

import { hashId, MAX_FUTURE_MS, slackTime } from '@thala/contracts'
import { z } from 'zod'
import { readList } from './export-files.ts'
import type { Layout } from './export-layout.ts'

export interface Survey {
  /** Records in the files of days; a file that cannot be read counts as one. */
  readonly total: number
  /** Same content, same digest, wherever the folder lies. */
  readonly digest: string
  /** Largest source time in it, epoch ms; 0 without any. Times ahead of the clock do not count. */
  readonly latestMs: number
  hasReplies(channel: string, ts: string): boolean
  isDeleted(channel: string, ts: string): boolean
}

const text = z.string().optional().catch(undefined)
const times = z.object({
  subtype: text,
  ts: text,
  event_ts: text,
  thread_ts: text,
  deleted_ts: text,
  edited: z.object({ ts: text }).optional().catch(undefined),
  message: z
    .object({ subtype: text, ts: text, thread_ts: text, edited: z.object({ ts: text }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  previous_message: z.object({ ts: text }).optional().catch(undefined),
})
type Times = z.infer<typeof times>

export async function surveyExport(layout: Layout, receivedAt: number): Promise<Survey> {
  const answered = new Set<string>()
  const deleted = new Set<string>()
  const hashes = [...layout.hashes].map(([name, hash]) => `${name} ${hash}`)
  // Files that came later are read on the next ingest: their names make the export another one.
  hashes.push(...[...layout.uploads.values()].map((name) => `upload ${name}`))
  let total = 0
  let latestMs = 0
  const note = (channel: string, record: Times) => {
    const gone = deletedBy(record)
    if (gone !== undefined) deleted.add(`${channel}/${gone}`)
    const thread = record.thread_ts ?? record.message?.thread_ts
    if (thread !== undefined && thread !== (record.message?.ts ?? record.ts)) answered.add(`${channel}/${thread}`)
    for (const time of timesIn(record)) if (time <= receivedAt + MAX_FUTURE_MS) latestMs = Math.max(latestMs, time)
  }
  for (const file of [...layout.days.values()].flat()) {
    const read = await readList(layout.files, file.name)
    hashes.push(`${file.name} ${read.hash}`)
    total += read.ok ? read.list.length : 1
    for (const value of read.ok ? read.list : []) {
      const record = times.safeParse(value)
      if (record.success) note(file.channel.id, record.data)
    }
  }
  return {
    total,
    digest: hashId('slack-export', ...hashes.sort()),
    latestMs,
    hasReplies: (channel, ts) => answered.has(`${channel}/${ts}`),
    isDeleted: (channel, ts) => deleted.has(`${channel}/${ts}`),
  }
}

function deletedBy(record: Times): string | undefined {
  if (record.subtype === 'message_deleted') return record.deleted_ts ?? record.previous_message?.ts
  if (record.subtype === 'tombstone') return record.ts
  if (record.subtype === 'message_changed' && record.message?.subtype === 'tombstone') return record.message.ts
  return undefined
}

const timesIn = ({ ts, event_ts, edited, message }: Times): number[] =>
  [ts, event_ts, edited?.ts, message?.edited?.ts].flatMap((one) => slackTime(one ?? '') ?? [])
