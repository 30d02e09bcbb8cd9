// `npm run eval -- [--data FOLDER] [--only task,…] [--held-out FOLDER] [--json FILE]`: how good the product is on labelled data.

import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { errorLine, isThalaError, ThalaError } from '@thala/contracts'
import { openLocalEmbedder } from '@thala/embedder'
import { evaluate } from './evaluate.ts'
import { isFailed, type Outcome } from './figures.ts'
import { heldOutJudges, shippedJudges } from './held-out.ts'
import { evaluateSample } from './sample.ts'
import { jsonOf, tableOf } from './table.ts'
import { tasks } from './tasks.ts'
import { rememberingEmbedder } from './vectors.ts'

type Outcomes = ReadonlyMap<string, Outcome>

const USAGE = 'npm run eval -- [--data FOLDER] [--only task,…] [--held-out FOLDER] [--json FILE]'

function chosen(only: string | undefined) {
  if (only === undefined) return tasks
  const names = only.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !tasks.some((task) => task.name === name))
  if (unknown.length > 0)
    throw new ThalaError(
      'bad-input',
      `--only: there is no ${unknown.join(', ')}; choose from ${tasks.map(({ name }) => name).join(', ')} (${USAGE})`,
    )
  return tasks.filter(({ name }) => names.includes(name))
}

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

async function onData(data: string, only: string | undefined, heldOut: string | undefined): Promise<Outcomes> {
  const wanted = chosen(only)
  if (!existsSync(data)) throw new ThalaError('bad-input', `--data: ${data} is not there (${USAGE})`)
  const judges = heldOut === undefined ? shippedJudges() : await heldOutJudges(resolve(heldOut))
  const embedder = await rememberingEmbedder(await openLocalEmbedder())
  try {
    return await evaluate({ data, tasks: wanted, embedder, judges, progress })
  } finally {
    await embedder.close()
  }
}

async function onSample(): Promise<Outcomes> {
  progress('no --data: the sample workspace against its answer key. These are not published figures.')
  const folder = await mkdtemp(join(tmpdir(), 'thala-eval-sample-'))
  try {
    return new Map([['sample', await evaluateSample(folder)]])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      'held-out': { type: 'string' },
    },
  })
  if (values.data === undefined && (values.only !== undefined || values['held-out'] !== undefined))
    throw new ThalaError('bad-input', `--only and --held-out need --data (${USAGE})`)
  const outcomes =
    values.data === undefined
      ? await onSample()
      : await onData(resolve(process.env.INIT_CWD ?? '.', values.data), values.only, values['held-out'])
  process.stdout.write(`${tableOf(outcomes).join('\n')}\n`)
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(jsonOf(outcomes), null, 2)}\n`)
  if ([...outcomes.values()].some(isFailed)) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  process.stderr.write(
    `${isThalaError(error) ? errorLine(error) : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exitCode = 1
}
