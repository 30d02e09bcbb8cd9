// Runs the sentence model in a thread of its own, one text per call: in a batch a quantised vector would depend on its
// neighbours. Never touches the network: remote models are off and its fetch refuses.

import { basename, dirname, sep } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { errorLine } from '@thala/contracts/errors'
import { env, pipeline } from '@xenova/transformers'
import { z } from 'zod'
import type { WorkerAnswer, WorkerQuestion } from './pool.ts'
import { quantise } from './quantise.ts'

const { folder } = z.object({ folder: z.string() }).parse(workerData)
const port = parentPort
if (port === null) throw new Error('this module runs in a worker thread')

env.allowRemoteModels = false
env.useFSCache = false
env.localModelPath = dirname(folder) + sep
env.fetch = () => Promise.reject(new Error('the sentence model must not use the network'))

/** One thread that sleeps while idle: a spinning one takes a core from the rest of the process. */
const sessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
}

const extract = await pipeline('feature-extraction', basename(folder), {
  dtype: 'q8',
  device: 'cpu',
  local_files_only: true,
  session_options: sessionOptions,
})

async function embed(text: string): Promise<Int8Array<ArrayBuffer>> {
  const output = await extract(text, { pooling: 'mean', normalize: true })
  if (!(output.data instanceof Float32Array)) throw new TypeError(`the model answered ${output.type}, not float32`)
  return quantise(output.data)
}

async function answer({ id, text }: WorkerQuestion): Promise<void> {
  try {
    const vector = await embed(text)
    port?.postMessage({ kind: 'vector', id, vector } satisfies WorkerAnswer, [vector.buffer])
  } catch (error) {
    port?.postMessage({ kind: 'failed', id, message: errorLine(error) } satisfies WorkerAnswer)
  }
}

// One after the other: two runs at once would share the one thread and finish both later.
let last = Promise.resolve()
port.on('message', (question: WorkerQuestion) => {
  last = last.then(() => answer(question))
})
port.postMessage({ kind: 'ready' } satisfies WorkerAnswer)
