// Fits the linker's weights on development data and writes src/weights.json:
//
//   node services/linker/training/fit.ts --data <folder> [--cache <folder>] [--held-out <folder>] [--write]
//
// `--held-out` keeps, for each company, weights fitted without it: `npm run eval` judges it by those.
//
// `fix` (resolution → report) from status pages: the report among those that were open. `voice` (report → report) from the
// updates of status pages (the same incident in other words) and from duplicate issues. Conversation, author, category,
// source and codes do not vary in that data: their weights are set by hand, modest enough never to link by themselves.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Case, fixCases, linkable, reader, strangerCases, voiceCases } from './cases.ts'
import { idfTable } from './idf.ts'
import { type Fitted, fitScore } from './logistic.ts'
import { curveOf, groupsIn, type Judged, judge, leaveOneOut, strangersOf, tableOf, thresholdFor } from './measure.ts'
import { document, lines, link, post, query, vectorsOf } from './read.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    cache: { type: 'string', default: '/tmp' },
    'held-out': { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
if (values.data === undefined) throw new Error('--data <folder> says where the development data lies')

const anyText = z.object({ text: z.string().default(''), title: z.string().optional(), summary: z.string().optional() })
const textsIn = (folder: string, file: string): string[] =>
  lines(folder, file, anyText).map(({ title = '', summary = '', text }) => `${title} ${summary} ${text}`)

/** Set by hand: a hint where two candidates are alike, never a reason. */
const BY_HAND = {
  fix: { conversation: 1.5, author: 0.3, category: 0, source: 0, code: 1 },
  voice: { conversation: 0.4, author: -0.2, category: 0.4, source: 0.9, code: 1.5 },
} as const
/**
 * What one unit of log(1 + hours) takes off the meaning, by hand. Fitted, it would be 0.45 for fixes; status pages close
 * within hours, teams do not.
 */
const TIME_PRICE = { fix: 0.3, voice: 0.1 } as const
/**
 * Aims. A wrong link costs more trust than a missing one wins. Voices are judged too hard here: duplicates that nobody
 * marked, and series of like incidents that a status page tells as many, count as wrong.
 */
const PRECISION = { autoLink: 0.955, join: 0.87, orphan: 0.96 }
/** Of the best over the next, in log-odds: 0.5 to 2 were tried. */
const MARGIN = 1.25
/** Least score of a link, by hand: here the right report is always among those in question, elsewhere it may not be. */
const LEAST_SURE = 0.5
/** By hand: what comes back comes days later, when time has taken its price; the data has no fixes that failed. */
const RECURRENCE = 0.5

const data = values.data
const posts = lines(`${data}/statuspage`, 'messages.jsonl', post)
const links = lines(`${data}/statuspage`, 'links.jsonl', link)
const documents = lines(`${data}/duplicates`, 'corpus.jsonl', document)
const queries = lines(`${data}/duplicates`, 'queries.jsonl', query)
const idf = idfTable([
  ...posts.map(({ text }) => text),
  ...documents.map(({ title, text }) => `${title} ${text}`),
  ...textsIn(`${data}/chat`, 'irc_replies.jsonl'),
  ...textsIn(`${data}/chat`, 'slack_silver.jsonl'),
  ...textsIn(`${data}/classify`, 'classify.jsonl'),
  ...textsIn(`${data}/tickets`, 'jira_bugs.jsonl'),
])
const vectors = await vectorsOf(linkable({ posts, links, documents, queries }), values.cache)
const read = reader(idf, vectors)
const fix = fixCases({ posts, links, read })
const voice = voiceCases({ posts, documents, queries, read })

const round = (x: number): number => Math.round(x * 1000) / 1000
const rounded = ({ bias, meaning, terms, gap }: Fitted): Fitted => ({
  bias: round(bias),
  meaning: round(meaning),
  terms: round(terms),
  gap: round(gap),
})

interface FittedFix {
  readonly weights: Fitted
  readonly judged: readonly Judged[]
  readonly autoLink: number
  readonly orphan: number
}

const fixWeights = (cases: readonly Case[]): Fitted => rounded(fitScore(groupsIn(cases), TIME_PRICE.fix))

/** Thresholds come from companies that were judged by weights fitted without them. */
function fitFix(cases: readonly Case[]): FittedFix {
  const judged = leaveOneOut(cases, TIME_PRICE.fix)
  return {
    weights: fixWeights(cases),
    judged,
    autoLink: thresholdFor(judged, { precision: PRECISION.autoLink, margin: MARGIN, least: LEAST_SURE }),
    orphan: thresholdFor(judged, { precision: PRECISION.orphan, margin: 0 }),
  }
}

/** The calibration holds within one conversation: what was said in another one starts lower. */
const withConversation = (fitted: Fitted, { conversation }: { conversation: number }): Fitted => ({
  ...fitted,
  bias: round(fitted.bias - conversation),
})

const fitted = fitFix(fix)
const voiceWeights = rounded(fitScore(groupsIn(voice), TIME_PRICE.voice))
const voices = leaveOneOut(voice, TIME_PRICE.voice)
const strangers = strangerCases({ posts, read }).map((one) => judge(one, voiceWeights))
const telling = voices.filter(({ isHeadline }) => isHeadline)
const join = thresholdFor(telling, { precision: PRECISION.join, margin: 0 })

for (const line of [
  'resolution → report, each company judged by weights fitted without it',
  ...tableOf(fitted.judged, { threshold: fitted.autoLink, margin: MARGIN }),
  ...curveOf(fitted.judged, MARGIN),
  'report → report',
  ...tableOf(voices, { threshold: join, margin: 0 }),
  ...curveOf(telling, 0),
  ...strangersOf(strangers),
])
  process.stdout.write(`${line}\n`)

const file = new URL('../src/weights.json', import.meta.url)
const before = z
  .object({ thresholds: z.record(z.string(), z.number()) })
  .loose()
  .parse(JSON.parse(readFileSync(file, 'utf8')))
const weightsWith = ({ weights, autoLink, orphan }: FittedFix) => ({
  version: 'fitted-3',
  fix: { ...withConversation(weights, BY_HAND.fix), ...BY_HAND.fix },
  voice: { ...voiceWeights, ...BY_HAND.voice },
  thresholds: { ...before.thresholds, autoLink, margin: MARGIN, join, recurrence: RECURRENCE, orphan },
  idf,
})

const shown = { ...weightsWith(fitted), idf: `${idf.values.length} characters` }
process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
if (values['held-out'] !== undefined) {
  const folder = joinPath(values['held-out'], 'linker')
  mkdirSync(folder, { recursive: true })
  const companies = [...new Set(fix.map(({ source }) => source))]
  for (const company of companies) {
    // Its thresholds are those of all: two numbers, which the few cases of some companies alone would not settle.
    const others = fixWeights(fix.filter(({ source }) => source !== company))
    const without = weightsWith({ ...fitted, weights: others })
    writeFileSync(joinPath(folder, `without-${company}.json`), JSON.stringify(without))
  }
  const index = Object.fromEntries(companies.map((company) => [company, `without-${company}.json`]))
  writeFileSync(joinPath(folder, 'index.json'), `${JSON.stringify(index, null, 1)}\n`)
}
if (values.write) writeFileSync(file, `${JSON.stringify(weightsWith(fitted), null, 2)}\n`)
