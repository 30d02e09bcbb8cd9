// statuspage: is a post of a status page the report, the resolution, or what is said in between? Each by its text alone.

import { likeliestType } from '@thala/contracts'
import { typeByKeyword } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import type { Figure } from './figures.ts'
import { type Judged, macroF1 } from './metrics.ts'
import { messageOf } from './reading.ts'
import { type Post, postsIn } from './statuspage-rows.ts'

const LABELS: ReadonlySet<string> = new Set(['incident_report', 'resolution', 'discussion'])

interface Answer extends Judged {
  readonly source: string
  readonly byKeyword: string
}

export const statuspage: Task = {
  name: 'statuspage',
  folder: 'statuspage',
  run: async (folder, bench) => {
    const posts = (await postsIn(folder)).filter(({ label, ambiguous }) => LABELS.has(label) && !ambiguous)
    const answers = await Promise.all(posts.map((post) => answer(post, bench)))
    const sources = [...new Set(answers.map(({ source }) => source))].sort()
    const figure = (some: readonly Answer[]): Figure =>
      estimate(some, macroF1, {
        baseline: {
          name: 'keyword rule',
          value: macroF1(some.map(({ truth, byKeyword }) => ({ truth, predicted: byKeyword }))),
        },
      })
    const bySource = sources.map((source) => [
      `macroF1.${source}`,
      figure(answers.filter((one) => one.source === source)),
    ])
    return { figures: { macroF1: figure(answers), ...Object.fromEntries(bySource) }, notes: [] }
  },
}

async function answer({ id, source, text, ts, label }: Post, bench: Bench): Promise<Answer> {
  const read = await bench.readingFor(source)
  const { classified } = await read(messageOf({ id, text, at: ts }))
  const types = classified.classification?.types
  if (types === undefined) throw new Error(`${id} was not classified`)
  return { source, truth: label, predicted: likeliestType(types), byKeyword: typeByKeyword(text) }
}
