// duplicates: which past incident was the same? Asked of the search that people use, when the issue was filed: what was
// created before it is there, nothing else.

import { join } from 'node:path'
import { ThalaError } from '@thala/contracts'
import { type Reader, searchIncidents } from '@thala/incidents'
import { z } from 'zod'
import { type Archive, openArchive } from './archive.ts'
import { type WordIndex, wordIndex } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import { hitAt, meanReciprocalRank } from './metrics.ts'
import { conversationOf, messageOf } from './reading.ts'
import { readRows, time } from './rows.ts'

const words = z
  .string()
  .nullish()
  .transform((text) => text ?? '')
const document = z.object({ id: z.string(), product: z.string(), title: words, text: words, created: time })
type Issue = z.infer<typeof document>
const query = z.object({ id: z.string(), product: z.string(), created: time, relevant: z.array(z.string()).min(1) })
type Query = z.infer<typeof query>

interface Answer {
  /** Of the first relevant one, from 1; null: not among the results. */
  readonly rank: number | null
  readonly bm25: number | null
}

const RESULTS = 10

export const duplicates: Task = {
  name: 'duplicates',
  folder: 'duplicates',
  run: async (folder, bench) => {
    const issues = await readRows(join(folder, 'corpus.jsonl'), document)
    const queries = await readRows(join(folder, 'queries.jsonl'), query)
    const answers: Answer[] = []
    for (const [product, asked] of Map.groupBy(queries, (one) => one.product)) {
      const own = issues.filter((issue) => issue.product === product)
      answers.push(...(await answersOf(product, own, asked, bench)))
    }
    const figure = (metric: (ranks: readonly (number | null)[]) => number) =>
      estimate(answers, (some) => metric(some.map(({ rank }) => rank)), {
        baseline: { name: 'BM25', value: metric(answers.map(({ bm25 }) => bm25)) },
      })
    return {
      figures: {
        hitAt1: figure(hitAt(1)),
        hitAt5: figure(hitAt(5)),
        hitAt10: figure(hitAt(10)),
        mrr: figure(meanReciprocalRank),
      },
      notes: [`${RESULTS} results are asked for: what ranks lower counts as not found, for BM25 too`],
    }
  },
}

async function answersOf(
  product: string,
  issues: readonly Issue[],
  queries: readonly Query[],
  bench: Bench,
): Promise<Answer[]> {
  const inOrder = [...issues].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))
  const byId = new Map(inOrder.map((issue) => [issue.id, issue]))
  const index = wordIndex(inOrder.map(wordsOf))
  const archive = await openArchive(await bench.scratch())
  const reader: Reader = { kind: 'conversations', ids: [conversationOf(product)] }
  const read = await bench.readingFor(product)
  const answers: Answer[] = []
  let added = 0
  try {
    for (const asked of [...queries].sort((a, b) => a.created - b.created)) {
      const own = byId.get(asked.id)
      if (!own) throw new ThalaError('bad-input', `queries.jsonl asks about ${asked.id}, which is not in corpus.jsonl`)
      const before = inOrder.slice(added).findIndex(({ created }) => created >= asked.created)
      const upTo = before < 0 ? inOrder.length : added + before
      const fresh = await Promise.all(
        inOrder.slice(added, upTo).map(async (issue) => {
          const told = { id: issue.id, text: wordsOf(issue), at: issue.created, channel: product }
          return (await read(messageOf(told))).classified
        }),
      )
      if (fresh.length > 0) await archive.add(fresh)
      added = upTo
      answers.push({
        rank: await rankOf(asked, wordsOf(own), archive, reader, bench),
        bm25: rankByWords(asked, wordsOf(own), inOrder.slice(0, upTo), index),
      })
    }
  } finally {
    await archive.close()
  }
  return answers
}

const wordsOf = ({ title, text }: Issue): string => `${title}\n${text}`

async function rankOf(asked: Query, text: string, archive: Archive, reader: Reader, bench: Bench) {
  const vector = await bench.embedder.embed(text)
  const results = await searchIncidents(archive.store, reader, { query: text, vector, k: RESULTS })
  const place = results.findIndex(({ best }) => asked.relevant.includes(best.messageId))
  return place < 0 ? null : place + 1
}

function rankByWords({ relevant }: Query, text: string, before: readonly Issue[], words: WordIndex): number | null {
  const scores = words.bm25(text, before.length)
  const best = before
    .map(({ id }, i) => ({ id, score: scores[i] ?? 0 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, RESULTS)
  const place = best.findIndex(({ id }) => relevant.includes(id))
  return place < 0 ? null : place + 1
}
