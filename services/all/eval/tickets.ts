// tickets: what is a ticket about? Topics are a helpdesk's own, so that nothing but its own tickets can teach them: most of
// the tickets are its past, the others are asked about.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, ThalaError } from '@thala/contracts'
import { learnTopics } from '@thala/llm'
import { z } from 'zod'
import { centroidsOf } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import { macroF1 } from './metrics.ts'
import { readRows } from './rows.ts'

const ticket = z.object({ id: z.string(), text: z.string(), topic: z.string().trim().min(1) })
type Ticket = z.infer<typeof ticket>

/** One in this many is asked about; the others are the past. */
const EVERY = 5
/** A helpdesk's name may stand before it. */
const FILE = /topics\.jsonl$/

const isAsked = ({ id }: Ticket): boolean => Number.parseInt(sha256(id).slice(0, 8), 16) % EVERY === 0

async function withVectors(all: readonly Ticket[], { embedder }: Bench) {
  return await Promise.all(all.map(async (one) => ({ ...one, vector: await embedder.embed(one.text) })))
}

export const tickets: Task = {
  name: 'tickets',
  folder: 'tickets',
  run: async (folder, bench) => {
    const file = (await readdir(folder)).sort().find((name) => FILE.test(name))
    if (file === undefined) throw new ThalaError('bad-input', `${folder} has no …topics.jsonl`)
    const all = await withVectors(await readRows(join(folder, file), ticket), bench)
    const past = all.filter((one) => !isAsked(one))
    if (past.length === 0) throw new ThalaError('bad-input', `${file} has no ticket to learn from: give it more rows`)
    const topics = learnTopics(past)
    const centroid = centroidsOf(past.map(({ text, topic }) => ({ text, label: topic })))
    const answers = all.filter(isAsked).map((one) => ({
      truth: one.topic,
      predicted: topics.topicOf(one).topic,
      byCentroid: centroid(one.text),
    }))
    const byCentroid = macroF1(answers.map(({ truth, byCentroid }) => ({ truth, predicted: byCentroid })))
    const baseline = { name: 'TF-IDF, nearest centroid', value: byCentroid }
    return {
      figures: { topicMacroF1: estimate(answers, macroF1, { baseline }) },
      notes: [`${past.length} tickets are the past`],
    }
  },
}
