// Turns development data into cases: a message, and the reports among which its own has to be found.

import { type LinkInput, neutralFeatures } from '@thala/contracts'
import { termHashes } from '@thala/text'
import type { z } from 'zod'
import { type Features, featuresOf, gapOf, partsOf, type Relation } from '../src/score.ts'
import { rarityIn } from '../src/weights.ts'
import type { idfTable } from './idf.ts'
import type { Pair } from './logistic.ts'
import type { document, link, Post, query } from './read.ts'

type Link = z.infer<typeof link>
type Doc = z.infer<typeof document>
type Query = z.infer<typeof query>

export interface Case {
  /** What is left out together when judging. */
  readonly source: string
  /** Counts for the headline: linkable by its words, among at least three. */
  readonly isHeadline: boolean
  readonly pairs: readonly Pair[]
}

interface Material {
  readonly read: (text: string) => Features
}

const HOUR_MS = 3_600_000
const wordsOf = ({ title, text }: Doc): string => `${title}\n${text}`

/** Every text that needs a vector. */
export function* linkable(from: {
  posts: readonly Post[]
  links: readonly Link[]
  documents: readonly Doc[]
  queries: readonly Query[]
}): Generator<string> {
  for (const { text } of from.posts) yield text
  for (const one of from.documents) yield wordsOf(one)
}

/** Reads every text once. */
export function reader(
  idf: ReturnType<typeof idfTable>,
  vectors: (text: string) => string | null,
): (text: string) => Features {
  const rarity = { idf: rarityIn(idf) }
  const known = new Map<string, Features>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const features = featuresOf(inputOf(text, vectors(text)), rarity)
    known.set(text, features)
    return features
  }
}

const inputOf = (text: string, vector: string | null): LinkInput => ({
  v: 1,
  id: text,
  scope: 'training',
  messageId: text,
  conversationId: 'training',
  threadId: null,
  source: 'slack',
  at: 0,
  revision: 0,
  deleted: false,
  audience: 'workspace',
  ...neutralFeatures,
  vector,
  terms: termHashes(text),
})

function pairOf(relation: Relation, a: Features, b: Features, gapMs: number, match: boolean): Pair {
  const { meaning, terms } = partsOf(relation, a, b)
  return { meaning, terms, gap: gapOf(gapMs), match }
}

/** A resolution among the reports that were open when it was posted. */
export function fixCases({
  posts,
  links,
  read,
}: Material & { posts: readonly Post[]; links: readonly Link[] }): Case[] {
  const byId = new Map(posts.map((one) => [one.id, one]))
  return links.flatMap((one) => {
    const resolution = byId.get(one.resolution_id)
    if (!resolution || one.candidates.length < 2) return []
    const pairs = one.candidates.flatMap((id) => {
      const report = byId.get(id)
      const gapMs = report ? Date.parse(resolution.ts) - Date.parse(report.ts) : 0
      return report ? [pairOf('fix', read(resolution.text), read(report.text), gapMs, id === one.gold_report_id)] : []
    })
    return [{ source: resolution.source, isHeadline: !one.generic && one.candidates.length >= 3, pairs }]
  })
}

const WEEK_MS = 7 * 24 * HOUR_MS
const MOST_CANDIDATES = 30
const EVERY = 3

/**
 * An update of an incident, as another voice on it, among the reports of the week; and a duplicate among earlier issues.
 * One update in three keeps the set in balance.
 */
export function voiceCases({
  posts,
  documents,
  queries,
  read,
}: Material & { posts: readonly Post[]; documents: readonly Doc[]; queries: readonly Query[] }): Case[] {
  const generic = genericIn(posts)
  const reports = posts.filter(({ label }) => label === 'incident_report')
  const updates = posts.filter(({ label }) => label === 'discussion').filter((_, i) => i % EVERY === 0)
  const blandRoots = new Set(reports.filter(({ text }) => generic.has(text)).map((one) => one.incident_id))
  const isBland = (update: Post) => generic.has(update.text) || blandRoots.has(update.incident_id)
  const told = updates.map((update) => {
    const at = Date.parse(update.ts)
    const near = reports.filter(({ ts }) => Date.parse(ts) <= at && at - Date.parse(ts) <= WEEK_MS)
    const pairs = near
      .slice(-MOST_CANDIDATES)
      .map((one) =>
        pairOf(
          'voice',
          read(update.text),
          read(one.text),
          at - Date.parse(one.ts),
          one.incident_id === update.incident_id,
        ),
      )
    return { source: update.source, isHeadline: pairs.length >= 3 && !isBland(update), pairs }
  })
  return [...told.filter(({ pairs }) => pairs.length > 1), ...duplicateCases(documents, queries, read)]
}

/** First posts of incidents, each among the reports of its own source in the week before: all of them are others. */
export function strangerCases({ posts, read }: Material & { posts: readonly Post[] }): Case[] {
  const generic = genericIn(posts)
  const reports = posts.filter(({ label, text }) => label === 'incident_report' && !generic.has(text))
  return reports.flatMap((own) => {
    const at = Date.parse(own.ts)
    const pairs = reports
      .filter(
        ({ source, ts, id }) =>
          source === own.source && id !== own.id && at >= Date.parse(ts) && at - Date.parse(ts) <= WEEK_MS,
      )
      .map((one) => pairOf('voice', read(own.text), read(one.text), at - Date.parse(one.ts), false))
    return pairs.length === 0 ? [] : [{ source: own.source, isHeadline: true, pairs }]
  })
}

/** Wordings of three incidents or more: nothing to tell them apart by. */
function genericIn(posts: readonly Post[]): Set<string> {
  const incidents = Map.groupBy(posts, ({ text }) => text)
  const isShared = (told: readonly Post[]) => new Set(told.map((one) => one.incident_id)).size >= 3
  return new Set([...incidents].filter(([, told]) => isShared(told)).map(([text]) => text))
}

/** Candidates of an issue: the true ones and the nearest false ones, as if all had been told a day before. */
function duplicateCases(
  documents: readonly Doc[],
  queries: readonly Query[],
  read: (text: string) => Features,
): Case[] {
  const byId = new Map(documents.map((one) => [one.id, one]))
  return queries.flatMap((asked) => {
    const own = byId.get(asked.id)
    if (!own) return []
    const pairs = documents
      .filter(({ product, created }) => product === asked.product && created < asked.created)
      .map((one) =>
        pairOf('voice', read(wordsOf(own)), read(wordsOf(one)), 24 * HOUR_MS, asked.relevant.includes(one.id)),
      )
      .sort((a, b) => b.meaning - a.meaning)
      .filter(({ match }, i) => match || i < MOST_CANDIDATES)
    return [{ source: 'duplicates', isHeadline: true, pairs }]
  })
}
