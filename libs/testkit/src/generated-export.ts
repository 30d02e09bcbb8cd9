// A generated Slack export, as large as a test wants it: reports, fixes in threads and elsewhere, chatter, edits and
// deletions, in the words that the stand-in reader understands. The same seed writes the same bytes.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mulberry32 } from './random.ts'

export interface GeneratedExport {
  readonly messages: number
  readonly seed: number
  /** Texts that replace generated ones, by index of the message. */
  readonly texts?: ReadonlyMap<number, string>
}

const CHANNELS = 6
const USERS = 12
const START_S = 1_700_000_000
const STEP_S = 97
const services = ['checkout', 'search', 'login', 'billing', 'images', 'mailer', 'reports', 'queue', 'sync', 'gateway']
const symptoms = ['timeouts', 'errors', 'latency', 'crashes', 'stale data', 'empty pages', 'refusals', 'duplicates']

interface Line {
  readonly channel: number
  readonly record: Record<string, unknown> & { readonly ts: string }
}

/** Writes `users.json`, `channels.json` and day files under `folder`. */
export async function writeExport(folder: string, options: GeneratedExport): Promise<void> {
  const users = Array.from({ length: USERS }, (_, i) => ({
    id: `U${i}`,
    team_id: 'T1',
    name: `user${i}`,
    real_name: `User ${i}`,
  }))
  const channels = Array.from({ length: CHANNELS }, (_, i) => ({
    id: `C${i}`,
    name: `channel-${i}`,
    members: users.map(({ id }) => id),
  }))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'users.json'), JSON.stringify(users))
  await writeFile(join(folder, 'channels.json'), JSON.stringify(channels))
  const days = new Map<string, object[]>()
  for (const { channel, record } of lines(options)) {
    const day = new Date(Number(record.ts) * 1000).toISOString().slice(0, 10)
    const file = join(folder, `channel-${channel}`, `${day}.json`)
    days.set(file, [...(days.get(file) ?? []), record])
  }
  for (const [file, records] of days) {
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, JSON.stringify(records))
  }
}

function lines({ messages, seed, texts }: GeneratedExport): Line[] {
  const random = mulberry32(seed)
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
  const reports: { readonly channel: number; readonly ts: string; readonly what: string }[] = []
  return Array.from({ length: messages }, (_, i): Line => {
    const ts = `${START_S + i * STEP_S}.${String(i % 1_000_000).padStart(6, '0')}`
    const base = { type: 'message', user: `U${Math.floor(random() * USERS)}`, ts }
    const chance = random()
    const report = pick(reports.slice(-30))
    const text = texts?.get(i)
    if (text !== undefined) return { channel: i % CHANNELS, record: { ...base, text } }
    if (chance < 0.12 || !report) {
      const what = `${pick(services)} ${pick(symptoms)} case ${i}`
      const channel = Math.floor(random() * CHANNELS)
      reports.push({ channel, ts, what })
      return { channel, record: { ...base, text: `broken ${what}`, ...edited(random(), ts) } }
    }
    if (chance < 0.22) {
      const thread = random() < 0.7
      const word = random() < 0.25 ? 'maybe' : 'fixed'
      const record = { ...base, text: `${word} ${report.what}`, ...(thread && { thread_ts: report.ts }) }
      return { channel: thread ? report.channel : Math.floor(random() * CHANNELS), record }
    }
    if (chance < 0.45)
      return {
        channel: report.channel,
        record: { ...base, text: `talk about ${report.what} ${i}`, thread_ts: report.ts },
      }
    if (chance < 0.5)
      return {
        channel: i % CHANNELS,
        record: { ...base, subtype: 'tombstone', text: 'This message was deleted.', hidden: true },
      }
    return {
      channel: Math.floor(random() * CHANNELS),
      record: { ...base, text: `lunch with user${i % USERS} number ${i}` },
    }
  })
}

const edited = (chance: number, ts: string) =>
  chance < 0.2 ? { edited: { user: 'U0', ts: `${Number(ts.split('.')[0]) + 60}.000000` } } : {}
