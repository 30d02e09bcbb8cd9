// Without labelled data: the sample workspace through the whole pipeline, against its answer key. It was written for the
// project and is used while it is built, so that its figures show that things work and not how good they are.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { silentLog } from '@thala/runtime'
import { readAnswerKey, readFound, readTypes } from '../src/answer-key.ts'
import { homeOf, SAMPLE } from '../src/home.ts'
import { localModels } from '../src/models.ts'
import { figuresOf, linesOf } from '../src/sample-figures.ts'
import { startSample } from '../src/sample-run.ts'
import { estimate } from './bootstrap.ts'
import type { Evaluated } from './figures.ts'
import { macroF1, share } from './metrics.ts'

/** `folder`: empty, for the run's own files. */
export async function evaluateSample(folder: string): Promise<Evaluated> {
  const env = { THALA_DATA_DIR: folder, THALA_BLOBS_DIR: join(folder, 'blobs') }
  const models = localModels(env)
  const sample = await startSample(homeOf(env), models, env, silentLog(), () => undefined)
  try {
    await sample.ready
    const { store } = sample.folder
    await store.refresh()
    const key = await readAnswerKey(pathToFileURL(join(SAMPLE, 'answer-key.json')))
    const found = await readFound(store, key)
    const types = await readTypes(store, key)
    const read = Object.entries(key.types).map(([message, truth]) => ({ truth, predicted: types.get(message) ?? '' }))
    const states = key.incidents.map(({ name, status }) => found.incidents.get(name)?.status === status)
    const roles = key.incidents.flatMap(({ name, messages }) =>
      messages.map(({ message, role }) => {
        const link = found.links.get(message)
        return link?.incident === name && link.role === role
      }),
    )
    const shareOfTrue = (all: readonly boolean[]) => share(all, (one) => one)
    return {
      figures: {
        'types.macroF1': estimate(read, macroF1),
        states: estimate(states, shareOfTrue),
        roles: estimate(roles, shareOfTrue),
      },
      notes: linesOf(key, figuresOf(key, found, types)),
    }
  } finally {
    await sample.stop()
    await models.close()
  }
}
