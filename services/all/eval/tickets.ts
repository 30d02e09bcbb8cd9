// tickets: what is a ticket about? The vote of the most similar past tickets, found by the search of the product: topics are
// a helpdesk's own, so that nothing but its own tickets can teach them.

import { join } from 'node:path'
import { collections, sha256 } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import type { Versioned } from '@thala/service'
import { terms } from '@thala/text'
import { z } from 'zod'
import { type Archive, openArchive } from './archive.ts'
import { centroidsOf } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import { type Judged, macroF1 } from './metrics.ts'
import { conversationOf, messageOf } from './reading.ts'
import { readRows } from './rows.ts'

const ticket = z.object({ id: z.string(), text: z.string(), topic: z.string() })
type Ticket = z.infer<typeof ticket>

/** One in this many is asked about; the others are the past. */
const EVERY = 5
/** Voters, each by the square of its score: 15 to 40 of them and powers up to 8 were no better. */
const NEAREST = 20
const MAX_QUERY_TERMS = 64
const FILE = 'endava_topics.jsonl'

export const tickets: Task = {
  name: 'tickets',
  folder: 'tickets',
  run: async (folder, bench) => {
    const all = await readRows(join(folder, FILE), ticket)
    const isAsked = ({ id }: Ticket) => Number.parseInt(sha256(id).slice(0, 8), 16) % EVERY === 0
    const past = all.filter((one) => !isAsked(one))
    const archive = await openArchive(await bench.scratch())
    try {
      const read = await bench.readingFor('tickets')
      const told = past.map(async ({ id, text }) => (await read(messageOf({ id, text, at: 0 }))).classified)
      await archive.add(await Promise.all(told))
      const topics = new Map(past.map(({ id, topic }) => [id, topic]))
      const centroid = centroidsOf(past.map(({ text, topic }) => ({ text, label: topic })))
      const answers: (Judged & { byCentroid: string })[] = []
      for (const { text, topic } of all.filter(isAsked)) {
        const predicted = await topicOf(text, topics, archive, bench)
        answers.push({ truth: topic, predicted, byCentroid: centroid(text) })
      }
      const byCentroid = macroF1(answers.map(({ truth, byCentroid }) => ({ truth, predicted: byCentroid })))
      const baseline = { name: 'TF-IDF, nearest centroid', value: byCentroid }
      return {
        figures: { topicMacroF1: estimate(answers, macroF1, { baseline }) },
        notes: [`${past.length} tickets are the past`],
      }
    } finally {
      await archive.close()
    }
  },
}

async function topicOf(text: string, topics: ReadonlyMap<string, string>, archive: Archive, bench: Bench) {
  const vector = await bench.embedder.embed(text)
  const hits = await archive.store.search<Versioned<MessageState>>(collections.messages, {
    terms: [...new Set(terms(text))].slice(0, MAX_QUERY_TERMS),
    ...(vector && { vector }),
    conversations: [conversationOf('all')],
    k: NEAREST,
  })
  const votes = new Map<string, number>()
  for (const { document, score } of hits) {
    const topic = topics.get(document.id)
    if (topic !== undefined) votes.set(topic, (votes.get(topic) ?? 0) + score ** 2)
  }
  return [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? ''
}
