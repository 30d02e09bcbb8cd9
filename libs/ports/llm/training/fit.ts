// Fits the weights of the local reader and prints how good they are on groups that were held out.
// Run: node libs/ports/llm/training/fit.ts --data <folder> [--vectors <cache file>] [--heads <name,…>] [--held-out <folder>] [--dry-run]
// `--held-out` keeps the weights of each fold, with which `npm run eval` judges the groups that they never saw. `--heads`
// fits these alone and takes the others from the files that are there: the vocabulary must then be the same.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
import { definitionSamples, shortUtterances, TAUGHT_GROUP, utterances, variants, writtenPosts } from './own-data.ts'
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
    ...writtenPosts(here('posts.jsonl')),
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
      samples.filter((sample) => sample.voice === voice && sample.group !== TAUGHT_GROUP).map((sample) => sample.group),
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

/** What one fold learnt, from all that is not held out in it. */
interface Learnt {
  readonly vocabulary: Vocabulary
  readonly heads: ReadonlyMap<Task['name'], Float32Array>
}

type Material = ReadonlyMap<Task, readonly Prepared[]>

/** Everything, or what is not in `fold`. */
function learn(material: Material, named: readonly Named[], isIn: (sample: Sample) => boolean): Learnt {
  const vocabulary = vocabularyOf(
    named.filter(({ sample }) => isIn(sample)),
    VOCABULARY,
  )
  const heads = [...material].map(([task, prepared]): [Task['name'], Float32Array] => {
    const learnt = prepared.filter(({ sample }) => isIn(sample))
    return [task.name, train(task, rowsOf(learnt, vocabulary), vocabulary)]
  })
  return { vocabulary, heads: new Map(heads) }
}

/** Scores of the samples of a fold by a model that saw nothing of their groups. */
const scoresBy = (
  { vocabulary, heads }: Learnt,
  task: Task,
  prepared: readonly Prepared[],
  isIn: (sample: Sample) => boolean,
): Scored[] =>
  prepared
    .filter(({ sample }) => isIn(sample))
    .map(({ sample, features, accepted }) => {
      const weights = heads.get(task.name) ?? new Float32Array()
      const scores = scoresOf(weights, task.classes.length, toRow(features, vocabulary, accepted, 1))
      return { sample, accepted, scores: [...scores] }
    })

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
  // In the product's own voice, where there are labels in it: its thresholds are about that.
  const own = scored.filter(({ sample }) => sample.voice === 'utterance')
  const temperature = calibrate(own.length > 0 ? own : scored)
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
      heads: { type: 'string' },
      'held-out': { type: 'string' },
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
  const isOf = (fold: number) => (sample: Sample) => (folds.get(sample.group) ?? -1) === fold
  const named = samples.map((sample) => ({ sample, features: featuresOf(sample, vectors, false) }))
  const wanted = values.heads?.split(',') ?? tasks.map(({ name }) => name)
  const fitted = tasks.filter(({ name }) => wanted.includes(name))
  const material: Material = new Map(fitted.map((task) => [task, prepare(task, samples, vectors)]))
  const learnt = Array.from({ length: FOLDS }, (_, fold) => {
    console.error(`fold ${fold + 1} of ${FOLDS}`)
    return learn(material, named, (sample) => !isOf(fold)(sample))
  })
  const temperatures = new Map(
    [...material].map(([task, prepared]) => {
      const scored = learnt.flatMap((one, fold) => scoresBy(one, task, prepared, isOf(fold)))
      return [task.name, evaluate(task, scored)] as const
    }),
  )
  if (values['held-out'] !== undefined) {
    const folder = join(values['held-out'], 'reader')
    mkdirSync(folder, { recursive: true })
    for (const [fold, one] of learnt.entries()) writePacked(join(folder, `fold-${fold}.json`), one, temperatures)
    const index = Object.fromEntries([...folds].map(([group, fold]) => [group, `fold-${fold}.json`]))
    writeFileSync(join(folder, 'index.json'), `${JSON.stringify(index, null, 1)}\n`)
  }
  if (values['dry-run']) return
  const all = learn(material, named, () => true)
  const version = writePacked(here('../src/weights.json'), all, temperatures)
  console.log(`${samples.length} samples, version ${version}`)
}

/** Heads that were not fitted stay as they are in the file. Answers the version. */
function writePacked(file: string, learnt: Learnt, temperatures: ReadonlyMap<Task['name'], number>): string {
  const { vocabulary, heads } = learnt
  const hashes = Buffer.from(Uint32Array.from(vocabulary.keys()).buffer).toString('base64')
  const isWhole = tasks.every(({ name }) => heads.has(name))
  const before = isWhole ? null : weightsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  if (before !== null && before.vocabulary !== hashes) throw new Error(`${file} has another vocabulary: fit all heads`)
  const pack = (name: Task['name']): WeightsFile['heads'][Task['name']] => {
    const weights = heads.get(name)
    const kept = before?.heads[name]
    if (weights === undefined && kept !== undefined) return kept
    const classes = tasks.find((task) => task.name === name)?.classes
    if (weights === undefined || classes === undefined) throw new Error(`no task is named ${name}`)
    return packHead({ classes, temperature: Number((temperatures.get(name) ?? 1).toFixed(3)), weights })
  }
  const packed: WeightsFile['heads'] = {
    type: pack('type'),
    complete: pack('complete'),
    category: pack('category'),
    severity: pack('severity'),
  }
  const version = sha256(JSON.stringify([hashes, packed])).slice(0, 8)
  const about = 'Fitted by libs/ports/llm/training/fit.ts'
  writeFileSync(
    file,
    `${JSON.stringify(weightsFile.parse({ version, about, vocabulary: hashes, heads: packed }), null, 1)}\n`,
  )
  return version
}

await main()
