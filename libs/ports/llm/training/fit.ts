// Fits the weights of the local reader and prints how good they are on groups that were held out.
// Run: node libs/ports/llm/training/fit.ts --data <folder> [--vectors <cache file>] [--dry-run]

import { readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sha256 } from '@thala/contracts'
import { DENSE } from '../src/dense.ts'
import type { Vocabulary } from '../src/heads.ts'
import { packHead, type WeightsFile, weightsFile } from '../src/weights.ts'
import { calibrate, type Scored, table, userRecall } from './evaluate.ts'
import { fit, type Row, scoresOf } from './logistic.ts'
import { definitionSamples, SHORT_GROUP, shortUtterances, utterances, variants } from './own-data.ts'
import {
  channelReplies,
  classifiedMessages,
  dialogReplies,
  ordinaryChat,
  statusPosts,
  trackerBugs,
} from './public-data.ts'
import { featuresOf, type Named, toRow, vocabularyOf } from './rows.ts'
import type { Sample } from './sample.ts'
import { type Task, tasks } from './tasks.ts'
import { embedAll, type Vectors } from './vectors.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const FOLDS = 5
const VOCABULARY = 16_000
const SEEDS = [1, 2, 3]

function readSamples(data: string): Sample[] {
  const threads = readdirSync(here('.'))
    .filter((name) => /^threads-.*\.jsonl$/.test(name))
    .sort()
  const own = [
    ...['utterances.jsonl', ...threads].flatMap((name) => utterances(here(name))),
    ...shortUtterances(here('utterances-short.jsonl')),
  ]
  return [
    ...own,
    ...variants(own),
    ...definitionSamples(here('categories.json')),
    ...statusPosts(data),
    ...classifiedMessages(data),
    ...dialogReplies(data),
    ...ordinaryChat(data),
    ...channelReplies(data),
    ...trackerBugs(data),
  ]
}

/** Fold of each group: companies, channels and projects in turn, so that each fold holds out some of every voice. */
function foldsOf(samples: readonly Sample[]): Map<string, number> {
  const folds = new Map<string, number>()
  for (const voice of ['utterance', 'operator', 'user', 'chat', 'tracker']) {
    const groups = new Set(
      samples.filter((sample) => sample.voice === voice && sample.group !== SHORT_GROUP).map((sample) => sample.group),
    )
    ;[...groups].sort().forEach((group, i) => {
      if (!folds.has(group)) folds.set(group, i % FOLDS)
    })
  }
  return folds
}

interface Prepared extends Named {
  readonly accepted: readonly number[]
}

const rowsOf = (prepared: readonly Prepared[], vocabulary: Vocabulary): Row[] =>
  prepared.map(({ sample, features, accepted }) => toRow(features, vocabulary, accepted, sample.weight))

/** The mean of some fits in different orders: one alone moves the rarer figures by several points. */
function train(task: Task, rows: readonly Row[], vocabulary: Vocabulary): Float32Array {
  const all = SEEDS.map((seed) =>
    fit(rows, {
      classes: task.classes.length,
      features: DENSE + vocabulary.size,
      epochs: task.epochs,
      learningRate: 0.1,
      decay: 3e-5,
      seed,
    }),
  )
  return Float32Array.from(
    all[0] ?? [],
    (_, i) => all.reduce((sum, weights) => sum + (weights[i] ?? 0), 0) / all.length,
  )
}

/** Scores of every sample by a model that saw nothing of its group. */
function heldOut(task: Task, prepared: readonly Prepared[], folds: ReadonlyMap<string, number>): Scored[] {
  const foldOf = ({ sample }: Prepared) => folds.get(sample.group) ?? -1
  return Array.from({ length: FOLDS }, (_, fold) => {
    const learnt = prepared.filter((one) => foldOf(one) !== fold)
    const vocabulary = vocabularyOf(learnt, VOCABULARY)
    const weights = train(task, rowsOf(learnt, vocabulary), vocabulary)
    return prepared
      .filter((one) => foldOf(one) === fold)
      .map(({ sample, features, accepted }): Scored => {
        const scores = scoresOf(weights, task.classes.length, toRow(features, vocabulary, accepted, 1))
        return { sample, accepted, scores: [...scores] }
      })
  }).flat()
}

function prepare(task: Task, samples: readonly Sample[], vectors: Vectors): Prepared[] {
  return samples.flatMap((sample) => {
    const accepted = task.accepted(sample)
    if (accepted === null) return []
    const weighed = { ...sample, weight: task.weightOf?.(sample) ?? sample.weight }
    return [{ sample: weighed, accepted, features: featuresOf(sample, vectors, task.alone) }]
  })
}

/** Prints the figures of a task and returns the temperature that makes its held-out probabilities honest. */
function evaluate(task: Task, scored: readonly Scored[]): number {
  const temperature = calibrate(scored)
  const shown =
    task.name === 'type'
      ? scored.filter(({ sample }) => sample.scored)
      : scored.filter(({ sample }) => sample.voice !== 'utterance' || sample.scored)
  console.log(
    `${task.name}: held out by group; in brackets: always the most frequent class; temperature ${temperature.toFixed(2)}`,
  )
  console.log(table(shown, task.classes))
  if (task.name === 'type') {
    const { recall, threshold } = userRecall(scored, 0, 0.05)
    console.log(
      `  user-voiced reports found at 5 % false alarms on chat: ${recall.toFixed(3)} (threshold ${threshold.toFixed(2)})`,
    )
  }
  return temperature
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      vectors: { type: 'string', default: join(tmpdir(), 'thala-training-vectors.txt') },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  if (values.data === undefined) throw new Error('--data <folder> is missing: the folder of the labelled data')
  const samples = readSamples(values.data)
  const vectors = await embedAll(
    samples.flatMap(({ text, parent }) => (parent === null ? [text] : [text, parent])),
    values.vectors,
  )
  const folds = foldsOf(samples)
  const vocabulary = vocabularyOf(
    samples.map((sample) => ({ sample, features: featuresOf(sample, vectors, false) })),
    VOCABULARY,
  )
  const pack = (name: Task['name']) => {
    const task = tasks.find((one) => one.name === name)
    if (task === undefined) throw new Error(`no task is named ${name}`)
    const prepared = prepare(task, samples, vectors)
    const temperature = evaluate(task, heldOut(task, prepared, folds))
    const weights = train(task, rowsOf(prepared, vocabulary), vocabulary)
    return packHead({ classes: task.classes, temperature: Number(temperature.toFixed(3)), weights })
  }
  const hashes = Buffer.from(Uint32Array.from(vocabulary.keys()).buffer).toString('base64')
  const heads: WeightsFile['heads'] = {
    type: pack('type'),
    complete: pack('complete'),
    category: pack('category'),
    severity: pack('severity'),
  }
  const version = sha256(JSON.stringify([hashes, heads])).slice(0, 8)
  const file = weightsFile.parse({
    version,
    about: 'Fitted by libs/ports/llm/training/fit.ts',
    vocabulary: hashes,
    heads,
  })
  if (!values['dry-run']) writeFileSync(here('../src/weights.json'), `${JSON.stringify(file, null, 1)}\n`)
  console.log(`${samples.length} samples, ${vocabulary.size} names, version ${version}`)
}

await main()
