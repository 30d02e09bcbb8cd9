// severity: how bad is it, by the first post of an incident? The impact that its page gave it is the truth.

import { mostFrequent } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import type { Figure } from './figures.ts'
import { type Judged, macroF1 } from './metrics.ts'
import { messageOf } from './reading.ts'
import { incidentsIn, type Post, postsIn } from './statuspage-rows.ts'

const severityOf: ReadonlyMap<string, string> = new Map([
  ['critical', 'Critical'],
  ['major', 'High'],
  ['minor', 'Medium'],
  ['none', 'Low'],
])

interface Answer extends Judged {
  readonly source: string
}

export const severity: Task = {
  name: 'severity',
  folder: 'statuspage',
  run: async (folder, bench) => {
    const incidents = await incidentsIn(folder)
    const truths = new Map(
      incidents.flatMap(({ incident_id, impact, maintenance }) => {
        const truth = severityOf.get(impact ?? '')
        return truth === undefined || maintenance ? [] : [[incident_id, truth] as const]
      }),
    )
    const first = (await postsIn(folder)).filter(({ seq, label }) => seq === 0 && label === 'incident_report')
    const asked = first.flatMap((post) => {
      const truth = truths.get(post.incident_id)
      return truth === undefined ? [] : [{ post, truth }]
    })
    const answers = await Promise.all(asked.map(({ post, truth }) => answer(post, truth, bench)))
    const sources = [...new Set(answers.map(({ source }) => source))].sort()
    const bySource = sources.map((source) => [
      `macroF1.${source}`,
      figure(answers.filter((one) => one.source === source)),
    ])
    return {
      figures: { macroF1: figure(answers), ...Object.fromEntries(bySource) },
      notes: [
        'scales of impact differ between companies: read the figures by company',
        'linear models that were shown other companies reach about .25, those that know the company about .45',
      ],
    }
  },
}

function figure(answers: readonly Answer[]): Figure {
  const usual = mostFrequent(answers.map(({ truth }) => truth))
  const value = macroF1(answers.map(({ truth }) => ({ truth, predicted: usual })))
  return estimate(answers, macroF1, { baseline: { name: 'always the most frequent', value } })
}

async function answer({ id, source, text, ts }: Post, truth: string, bench: Bench): Promise<Answer> {
  const read = await bench.readingFor(source)
  const { classified } = await read(messageOf({ id, text, at: ts }))
  if (!classified.classification) throw new Error(`${id} was not classified`)
  return { source, truth, predicted: classified.classification.severity }
}
