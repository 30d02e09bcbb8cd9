// The whole pipeline with the real model, against its slowest stage alone: the raw ONNX loop over the same texts.
// A ratio of 1 would mean that the log, the store, the classifier and the linker cost nothing.

import { fileURLToPath } from 'node:url'
import { mulberry32, said, startWorld, type World } from '@thala/testkit'
import { env, pipeline as transformer } from '@xenova/transformers'
import { pipeline as declarations } from '../services/all/src/declarations.ts'
import { localModels } from '../services/all/src/models.ts'
import { compare, type Result } from './measure.ts'

const MESSAGES = 400
const WORDS = 30

/** Texts of about 40 tokens, different in every round, so that nothing is remembered. */
function texts(round: number): string[] {
  const random = mulberry32(round)
  const stems = [
    'checkout',
    'timeout',
    'database',
    'login',
    'deploy',
    'search',
    'queue',
    'is',
    'the',
    'slow',
    'again',
    'since',
    'on',
    'we',
    'see',
  ]
  const word = () => stems[Math.floor(random() * stems.length)] ?? 'x'
  return Array.from({ length: MESSAGES }, (_, i) => `${round}-${i} ${Array.from({ length: WORDS }, word).join(' ')}`)
}

export async function benchPipeline(): Promise<Result[]> {
  const models = localModels()
  const world = await startWorld(() => declarations(models))
  const embed = await rawLoop()
  let round = 0
  try {
    const embedder = await models.embedder.start()
    const peer = { name: 'raw ONNX loop, one text a call', run: async () => embedAll(embed, texts(1_000 + round)) }
    const throughEmbedder = async () => {
      await Promise.all(texts(++round).map((text) => embedder.embed(text)))
      return MESSAGES
    }
    return [
      await compare('embedder: texts to vectors', 'texts', { name: 'thala', run: throughEmbedder }, peer, 3),
      await compare(
        'pipeline: message in, incidents out',
        'messages',
        { name: 'thala', run: () => takeIn(world, ++round) },
        peer,
        3,
      ),
    ]
  } finally {
    await world.stop()
    await models.close()
  }
}

async function takeIn(world: World, round: number): Promise<number> {
  const start = 1_700_000_000 + round * MESSAGES * 60
  await world.append(
    texts(round).flatMap((text, i) => said({ ts: `${start + i * 60}.000000`, text, channel: `C${i % 12}` })),
  )
  await world.drain()
  return MESSAGES
}

async function rawLoop() {
  env.allowRemoteModels = false
  env.localModelPath = fileURLToPath(new URL('../libs/ports/embedder/model/', import.meta.url))
  const session_options = { intraOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: '0' } } } }
  return transformer('feature-extraction', 'all-MiniLM-L6-v2', { dtype: 'q8', session_options })
}

async function embedAll(embed: Awaited<ReturnType<typeof rawLoop>>, all: readonly string[]): Promise<number> {
  for (const text of all) await embed(text, { pooling: 'mean', normalize: true })
  return all.length
}
