// link: which of the reports that were open does a resolution belong to? Decided by the linker, as it decides in production;
// what the messages are is given, and each report is an incident of its own (a person said so), so that only links are judged.

import { join } from 'node:path'
import { type Correction, DEFAULT_SCOPE, incidentId, type LinkInput, type MessageType } from '@thala/contracts'
import { idOf, openMemory } from '@thala/linker'
import { openDatabase } from '@thala/sqlite'
import { openEmbeddedStore, storeModule } from '@thala/store'
import { type WordIndex, wordIndex } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import type { Figure } from './figures.ts'
import { hitAt, share } from './metrics.ts'
import { conversationOf, messageOf } from './reading.ts'
import { type Link, linksIn, type Post, postsIn } from './statuspage-rows.ts'

type LinkStore = Parameters<typeof openMemory>[1]

interface Answer {
  /** Of the right report among those that the linker names, from 1; null: it names it not. */
  readonly rank: number | null
  /** It linked by itself. */
  readonly isLinked: boolean
  readonly isRight: boolean
  /** Can be told by its words, and there are alternatives. */
  readonly isHeadline: boolean
  readonly recent: boolean
  readonly tfIdf: boolean
}

/** Fewer leave little to decide. */
const FEWEST = 3

export const link: Task = {
  name: 'link',
  folder: 'statuspage',
  run: async (folder, bench) => {
    const posts = new Map((await postsIn(folder)).map((post) => [post.id, post]))
    const links = (await linksIn(folder, posts)).filter(({ candidates }) => candidates.length >= 2)
    const words = wordIndex([...posts.values()].map(({ text }) => text))
    const database = await openDatabase({ file: join(await bench.scratch(), 'links.db'), modules: [storeModule] })
    const store = await openEmbeddedStore(database)
    try {
      const answersFor = async (isSourceKnown: boolean) => {
        const answers: Answer[] = []
        for (const one of links) answers.push(await answer(one, { posts, words, store, bench, isSourceKnown }))
        return answers
      }
      return {
        figures: { ...figures(await answersFor(false), ''), ...figures(await answersFor(true), '.withSource') },
        notes: [
          'auto*: of the headline cases; .all: generic wordings too, where to abstain is right',
          '.withSource: the posts of a company stand in a conversation of their own; else all stand in one',
        ],
      }
    } finally {
      await store.close()
      await database.close()
    }
  },
}

function figures(answers: readonly Answer[], kind: string): Record<string, Figure> {
  const headline = answers.filter(({ isHeadline }) => isHeadline)
  const ranks = (some: readonly Answer[]) => some.map(({ rank }) => rank)
  const precision = (some: readonly Answer[]) => {
    const linked = some.filter(({ isLinked }) => isLinked)
    return estimate(linked, (few) => share(few, ({ isRight }) => isRight))
  }
  const coverage = (some: readonly Answer[]) => estimate(some, (few) => share(few, ({ isLinked }) => isLinked))
  const recent = {
    name: kind === '' ? 'most recent' : 'same source, most recent',
    value: share(headline, (a) => a.recent),
  }
  const tfIdf = { name: 'TF-IDF', value: share(headline, (a) => a.tfIdf) }
  return {
    [`accuracy${kind}`]: estimate(headline, (some) => hitAt(1)(ranks(some)), {
      baseline: recent.value > tfIdf.value ? recent : tfIdf,
    }),
    [`recallAt3${kind}`]: estimate(headline, (some) => hitAt(3)(ranks(some))),
    [`autoPrecision${kind}`]: precision(headline),
    [`autoCoverage${kind}`]: coverage(headline),
    [`autoPrecision.all${kind}`]: precision(answers),
    [`autoCoverage.all${kind}`]: coverage(answers),
  }
}

interface Around {
  readonly posts: ReadonlyMap<string, Post>
  readonly words: WordIndex
  readonly store: LinkStore
  readonly bench: Bench
  readonly isSourceKnown: boolean
}

async function answer({ resolution_id, gold_report_id, candidates, generic }: Link, around: Around): Promise<Answer> {
  const { posts, store, bench } = around
  const resolution = postOf(posts, resolution_id)
  const reports = candidates.map((id) => postOf(posts, id))
  const inputs = await Promise.all(reports.map((post) => inputOf(post, 'incident_report', around)))
  const memory = await openMemory(DEFAULT_SCOPE, store, bench.rulesFor(resolution.source))
  const placed = memory.place([
    ...inputs.map((value) => ({ input: 'linkInput' as const, value })),
    ...inputs.map((value) => ({ input: 'correction' as const, value: apart(value) })),
    { input: 'linkInput' as const, value: await inputOf(resolution, 'resolution', around) },
  ])
  const decision = placed.find(({ row }) => idOf(row) === resolution_id)?.row.decision
  if (!decision) throw new Error(`${resolution_id} was not decided`)
  const gold = incidentId(gold_report_id)
  const place = decision.evidence.candidates.findIndex((candidate) => candidate.incidentId === gold)
  return {
    rank: place < 0 ? null : place + 1,
    isLinked: decision.incidentId !== null,
    isRight: decision.incidentId === gold,
    isHeadline: !generic && candidates.length >= FEWEST,
    ...baselines(resolution, reports, gold_report_id, around),
  }
}

function baselines(resolution: Post, reports: readonly Post[], gold: string, { words, isSourceKnown }: Around) {
  const own = isSourceKnown ? reports.filter(({ source }) => source === resolution.source) : reports
  const best = (score: (post: Post) => number) =>
    [...own].sort((a, b) => score(b) - score(a) || (a.id < b.id ? -1 : 1))[0]?.id === gold
  return { recent: best(({ ts }) => ts), tfIdf: best(({ text }) => words.tfIdf(resolution.text, text)) }
}

function postOf(posts: ReadonlyMap<string, Post>, id: string): Post {
  const post = posts.get(id)
  if (!post) throw new Error(`${id} is not among the posts`)
  return post
}

/** As the classifier tells the linker, but for the type, which is given. */
async function inputOf(post: Post, type: MessageType, { bench, isSourceKnown }: Around): Promise<LinkInput> {
  const read = await bench.readingFor(post.source)
  const channel = isSourceKnown ? post.source : 'all'
  const { linkInput, classified } = await read(messageOf({ id: post.id, text: post.text, at: post.ts, channel }))
  const none = { incident_report: 0, resolution: 0, discussion: 0, unrelated: 0 }
  return {
    ...linkInput,
    conversationId: conversationOf(channel),
    types: { ...none, [type]: 1 },
    saidType: type,
    category: classified.classification?.category ?? null,
  }
}

/** A person says that a report is an incident of its own. */
const apart = ({ messageId, at }: LinkInput): Correction => ({
  v: 1,
  id: `apart ${messageId}`,
  scope: DEFAULT_SCOPE,
  actor: 'eval',
  action: 'unlink',
  targets: [messageId],
  with: null,
  severity: null,
  undoes: null,
  at,
})
