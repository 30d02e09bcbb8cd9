// Source events as a connector would append them, from a seed: reports, fixes (some told before their incident), talk, and
// then edits, deletions and recurrences of a fifth of them. The words are those that the stand-in reader understands.

import { type SourceMessage, topics } from '@thala/contracts'
import { type Output, outputTo } from '@thala/service'
import { type Said, slackMessage } from './messages.ts'
import { mulberry32 } from './random.ts'

export interface EventStreamOptions {
  readonly seed: number
  /** Versions of messages, in all. */
  readonly events: number
  /** Source time from first to last. Default 24 h. */
  readonly spanMs?: number
  /** Channels that messages are spread over; half of the messages are in the first. Default 6. */
  readonly channels?: number
}

/** 2025-09-10T08:00:00Z. */
const START_S = 1_757_491_200
const DAY_MS = 86_400_000
/** Of messages. */
const shares = { report: 0.15, fix: 0.2, talk: 0.35 } as const
/** Of fixes. */
const fixShares = { early: 0.2, inThread: 0.6, tentative: 0.15 } as const
/** Of messages; with recurrences in threads alone, together a fifth. */
const laterShares = { edited: 0.12, deleted: 0.05, recurring: 0.07 } as const

const services = ['checkout', 'search', 'login', 'billing', 'images', 'mailer', 'reports', 'queue', 'sync', 'gateway']
const symptoms = ['timeouts', 'errors', 'latency', 'crashes', 'stale data', 'empty pages', 'refusals', 'duplicates']
const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ka', 'le', 'mi', 'no', 'pu', 'ra', 'se', 'ti', 'vo', 'xu', 'za']

interface Told {
  readonly channel: string
  readonly ts: string
  readonly what: string
  readonly text: string
}

/** In the order in which their source would have told them. The last is the latest version of its message. */
export function eventStream({ seed, events, spanMs = DAY_MS, channels = 6 }: EventStreamOptions): SourceMessage[] {
  const random = mulberry32(seed)
  const stepS = spanMs / 1000 / events
  const told: Told[] = []
  const stream: Said[] = []
  for (let i = 0; stream.length < events; i++) {
    const said = message({ random, i, atS: START_S + i * stepS, told, channels })
    stream.push(said, ...laterVersions(said, i, random))
  }
  return stream.slice(0, events).map(slackMessage).sort(byRevision)
}

export const byRevision = (a: SourceMessage, b: SourceMessage): number =>
  a.revision - b.revision || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const toSlack = outputTo('slack', topics.slackEvents)

/** What a connector appends. */
export const outputsOf = (events: readonly SourceMessage[]): Output[] =>
  events.map(({ v: _, id, ...value }) => toSlack(value, { id }))

interface Making {
  readonly random: () => number
  readonly i: number
  readonly atS: number
  readonly told: Told[]
  readonly channels: number
}

// The number of the message as microseconds tells messages of one second apart.
const timestamp = (atS: number, i: number): string => `${Math.floor(atS)}.${String(i % 1_000_000).padStart(6, '0')}`

function message({ random, i, atS, told, channels }: Making): Said {
  const channel = random() < 0.5 ? 'C0' : `C${Math.floor(random() * channels)}`
  const said = { channel, user: `U${Math.floor(random() * 12)}`, ts: timestamp(atS, i) }
  const chance = random()
  const about = told.at(-1 - Math.floor(random() * Math.min(told.length, 30)))
  if (chance < shares.report || !about) {
    const words = Array.from({ length: 4 }, () => word(random)).join(' ')
    const what = `${words} ${pick(services, random)} ${pick(symptoms, random)}`
    told.push({ ...said, what, text: `broken ${what}` })
    return { ...said, text: `broken ${what}` }
  }
  const thread = { channel: about.channel, thread: about.ts, parentText: about.text }
  if (chance < shares.report + shares.fix) return fix({ random, i, said, about, thread })
  if (chance < shares.report + shares.fix + shares.talk)
    return { ...said, ...thread, text: `talk of ${about.what} ${i}` }
  return { ...said, text: `lunch number ${i}` }
}

interface FixMaking {
  readonly random: () => number
  readonly i: number
  readonly said: { readonly channel: string; readonly user: string; readonly ts: string }
  readonly about: Told
  readonly thread: { readonly channel: string; readonly thread: string; readonly parentText: string }
}

function fix({ random, i, said, about, thread }: FixMaking): Said {
  const text = `${random() < fixShares.tentative ? 'maybe' : 'fixed'} ${about.what}`
  // Somebody mends it and says so a few minutes before anybody reports it.
  if (random() < fixShares.early) return { ...said, ts: timestamp(Number(about.ts) - 60 - random() * 240, i), text }
  return random() < fixShares.inThread ? { ...said, ...thread, text } : { ...said, text }
}

/** Edited, deleted or followed by word that it is broken again, within the next hour. */
function laterVersions(said: Said, i: number, random: () => number): Said[] {
  const chance = random()
  const laterMs = Math.floor(Number(said.ts) * 1000) + 1_000 + Math.floor(random() * 3_600_000)
  const { edited, deleted, recurring } = laterShares
  if (chance < edited) {
    const words = said.text.split(' ').slice(1).join(' ')
    return [{ ...said, revision: laterMs, text: random() < 0.3 ? `talk ${words}` : `${said.text} (edited)` }]
  }
  if (chance < edited + deleted) return [{ ...said, revision: laterMs, deleted: true }]
  if (chance < edited + deleted + recurring && said.thread !== undefined)
    return [
      { ...said, ts: timestamp(laterMs / 1000, i), text: `broken again ${said.text.split(' ').slice(1).join(' ')}` },
    ]
  return []
}

/** Of one incident alone, so that it is not taken for another. */
const word = (random: () => number): string => Array.from({ length: 4 }, () => pick(syllables, random)).join('')

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
