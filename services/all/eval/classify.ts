// classify: which of the four types is a message? Operators, users and ordinary chat are told apart.

import { join } from 'node:path'
import { likeliestType, messageType } from '@thala/contracts'
import { z } from 'zod'
import { soundsBroken } from './baselines.ts'
import type { Bench, Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import type { Evaluated, Figure } from './figures.ts'
import { type Alarm, judged, macroF1, recallAtFalseAlarms, share } from './metrics.ts'
import { messageOf } from './reading.ts'
import { readRows } from './rows.ts'

const row = z.object({
  id: z.string(),
  voice: z.enum(['operator', 'user', 'chat']),
  channel: z.string(),
  text: z.string(),
  accepted: z.array(messageType).min(1),
})
type Row = z.infer<typeof row>

interface Answer {
  readonly asked: Row
  readonly predicted: string
  /** Probability of a report. */
  readonly report: number
}

const ALARM_RATE = 0.05

export const classify: Task = {
  name: 'classify',
  folder: 'classify',
  run: async (folder, bench) => {
    const rows = await readRows(join(folder, 'classify.jsonl'), row)
    return evaluated(await Promise.all(rows.map((asked) => answer(asked, bench))))
  },
}

async function answer(asked: Row, bench: Bench): Promise<Answer> {
  const read = await bench.readingFor(asked.channel)
  const { classified } = await read(messageOf({ id: asked.id, text: asked.text, at: 0 }))
  const types = classified.classification?.types
  if (types === undefined) throw new Error(`${asked.id} was not classified`)
  return { asked, predicted: likeliestType(types), report: types.incident_report }
}

const f1 = (answers: readonly Answer[]): number =>
  macroF1(answers.map(({ asked, predicted }) => judged(asked.accepted, predicted)))

function evaluated(answers: readonly Answer[]): Evaluated {
  const voices = [...new Set(answers.map(({ asked }) => asked.voice))].map((voice): [string, Figure] => [
    `macroF1.${voice}`,
    estimate(
      answers.filter(({ asked }) => asked.voice === voice),
      f1,
    ),
  ])
  const alarms = answers.filter(isHeard)
  const reports = alarms.filter(isReport)
  const chat = alarms.filter((one) => !isReport(one))
  const byRule = share(reports, ({ asked }) => soundsBroken(asked.text))
  const ruleAlarms = share(chat, ({ asked }) => soundsBroken(asked.text))
  return {
    figures: {
      macroF1: estimate(answers, f1),
      ...Object.fromEntries(voices),
      userRecallAt5: estimate(alarms, (some) => recallAtFalseAlarms(some.map(alarm), ALARM_RATE), {
        n: reports.length,
        baseline: { name: `keyword rule at ${(100 * ruleAlarms).toFixed(0)} % alarms`, value: byRule },
      }),
    },
    notes: [`userRecallAt5: ${reports.length} reports of users against ${chat.length} messages of ordinary chat`],
  }
}

const isReport = ({ asked }: Answer): boolean => asked.voice === 'user' && asked.accepted.includes('incident_report')
/** Reports of users, and the chat in which none may be heard. */
const isHeard = (answer: Answer): boolean => isReport(answer) || answer.asked.voice === 'chat'
const alarm = (answer: Answer): Alarm => ({ score: answer.report, real: isReport(answer) })
