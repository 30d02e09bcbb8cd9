// Link inputs as a busy workspace makes them, from a seed: incidents in topics, voices and fixes around them (in threads and
// elsewhere), talk, edits, deletions. Vectors lie around centroids, as sentence vectors of one subject do.

import {
  categories,
  incidentId,
  type LinkInput,
  type MessageType,
  shortIncidentId,
  slackConversationId,
  slackMessageId,
  slackPersonId,
  WORKSPACE,
} from '@thala/contracts'
import { mulberry32 } from './random.ts'

export interface LinkStreamOptions {
  readonly seed: number
  /** Messages; edits and deletions come on top. */
  readonly messages: number
  /** Source time of the first, epoch ms. */
  readonly start?: number
  /** Source time from first to last. Default 24 h. */
  readonly spanMs?: number
  /** Subjects that incidents are about. Default 40. */
  readonly topics?: number
}

type Random = () => number

const TEAM = 'T1'
const DIMENSIONS = 384
const DAY_MS = 86_400_000
/** 2025-09-10T08:00:00Z. */
const START = 1_757_491_200_000
const CHANNELS = 12
/** Of the channels, those that only their members read. */
const PRIVATE = 2
const AUTHORS = 60
const COMMON_TERMS = 3_000

const shares = { report: 0.12, voice: 0.08, fix: 0.2, talk: 0.45, edited: 0.03, deleted: 0.02, inThread: 0.6 } as const

interface Subject {
  readonly direction: Float64Array
  readonly words: readonly number[]
}

interface Told extends Subject {
  readonly root: LinkInput
}

/** Every version of every message, in source time; the latest version of each is what counts. */
export function linkStream({
  seed,
  messages,
  start = START,
  spanMs = DAY_MS,
  topics = 40,
}: LinkStreamOptions): LinkInput[] {
  const random = mulberry32(seed)
  const subjects = Array.from({ length: topics }, () => ({ direction: noise(random, 0.6), words: hashes(12, random) }))
  const common = hashes(COMMON_TERMS, random)
  const told: Told[] = []
  const stream: LinkInput[] = []
  for (let i = 0; i < messages; i++) {
    const at = start + Math.floor((i * spanMs) / messages)
    const about = told[told.length - 1 - Math.floor(random() * Math.min(told.length, 60))]
    const kind = kindOf(random(), about !== undefined)
    const subject = kind === 'report' || !about ? incidentIn(pick(subjects, random), random) : about
    const input = message({ random, i, at, kind, common, subject, ...(about && { about }) })
    stream.push(input)
    if (kind === 'report') told.push({ root: input, ...subject })
    stream.push(...laterVersions(input, random))
  }
  return stream
}

/** One to four copies of each, in an order that has nothing to do with time. */
export function shuffledCopies<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed)
  const copies = items.flatMap((item) => Array.from({ length: 1 + Math.floor(random() * 4) }, () => item))
  for (let i = copies.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [copies[i], copies[j]]
    if (a !== undefined && b !== undefined) {
      copies[i] = b
      copies[j] = a
    }
  }
  return copies
}

type Kind = 'report' | 'voice' | 'fix' | 'talk' | 'noise'
const types: Record<Kind, MessageType> = {
  report: 'incident_report',
  voice: 'incident_report',
  fix: 'resolution',
  talk: 'discussion',
  noise: 'unrelated',
}

function kindOf(share: number, isAnythingTold: boolean): Kind {
  if (share < shares.report || !isAnythingTold) return 'report'
  if (share < shares.report + shares.voice) return 'voice'
  if (share < shares.report + shares.voice + shares.fix) return 'fix'
  return share < shares.report + shares.voice + shares.fix + shares.talk ? 'talk' : 'noise'
}

interface Making {
  readonly random: Random
  readonly i: number
  readonly at: number
  readonly kind: Kind
  readonly common: readonly number[]
  readonly subject: Subject
  readonly about?: Told
}

function message({ random, i, at, kind, common, subject, about }: Making): LinkInput {
  const inThread = about && (kind === 'fix' || kind === 'talk') && random() < shares.inThread
  const channel = inThread ? about.root.conversationId : channelOf(Math.floor(random() * CHANNELS))
  const [, , name = ''] = channel.split(':')
  // Microseconds tell messages of one millisecond apart.
  const messageId = slackMessageId(TEAM, name, `${Math.floor(at / 1000)}.${String(i % 1_000_000).padStart(6, '0')}`)
  const isPrivate = Number(name.slice(1)) < PRIVATE
  const related = kind !== 'noise'
  const words = Array.from({ length: 15 }, () => pick(common, random))
  const terms = new Set([...words, ...(related ? subject.words.filter(() => random() < 0.6) : [])])
  const names = kind === 'fix' && about && !inThread && random() < 0.1
  const sure = 0.7 + 0.3 * random()
  const rest = (1 - sure) / 3
  return {
    v: 1,
    id: `${messageId}@${at}`,
    scope: 'default',
    messageId,
    conversationId: channel,
    threadId: inThread ? about.root.messageId : null,
    source: 'slack',
    at,
    revision: at,
    deleted: false,
    author: slackPersonId(TEAM, `U${Math.floor(random() * AUTHORS)}`),
    audience: isPrivate ? channel : WORKSPACE,
    types: { incident_report: rest, resolution: rest, discussion: rest, unrelated: rest, [types[kind]]: sure },
    complete: random(),
    category: pick(categories, random),
    severity: 'Medium',
    saidType: null,
    saidStatus: null,
    references: {
      incidents: names && random() < 0.5 ? [shortIncidentId(incidentId(about.root.messageId))] : [],
      messages: names && random() < 0.5 ? [about.root.messageId] : [],
      issues: [],
    },
    vector: vectorOf(related ? mixed(subject.direction, noise(random, 0.6)) : noise(random, 1)),
    terms: [...terms].sort((a, b) => a - b),
  }
}

const channelOf = (number: number): string => slackConversationId(TEAM, `C${number}`)
const pick = <T>(list: readonly [T, ...T[]] | readonly T[], random: Random): T => {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
const hashes = (count: number, random: Random): number[] =>
  Array.from({ length: count }, () => Math.floor(random() * 2 ** 32))

/** Messages of one incident have a cosine of about 0.73, of one topic about 0.26. */
const incidentIn = (topic: Subject, random: Random): Subject => ({
  direction: mixed(topic.direction, noise(random, 0.8)),
  words: [...topic.words, ...hashes(4, random)],
})

/** Edited some time later, deleted some time later, or left as it is. */
function laterVersions(input: LinkInput, random: Random): LinkInput[] {
  const chance = random()
  const revision = input.at + 1 + Math.floor(random() * 3_600_000)
  const later = { ...input, revision, id: `${input.messageId}@${revision}` }
  if (chance < shares.edited) return [{ ...later, terms: input.terms.slice(1), complete: 1 - input.complete }]
  if (chance < shares.edited + shares.deleted) return [{ ...later, deleted: true }]
  return []
}

/** A random direction of the given length, close to normal in each dimension. */
function noise(random: Random, length: number): Float64Array {
  const direction = Float64Array.from({ length: DIMENSIONS }, () => random() + random() + random() - 1.5)
  const scale = length / Math.hypot(...direction)
  return direction.map((x) => x * scale)
}

const mixed = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + (b[i] ?? 0))

/** Base64 of round(127 × the unit vector). */
function vectorOf(direction: Float64Array): string {
  const length = Math.hypot(...direction)
  const bytes = Int8Array.from(direction, (x) => Math.round((127 * x) / length))
  return Buffer.from(bytes.buffer).toString('base64')
}
