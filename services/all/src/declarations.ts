// Every service of the pipeline: what `thala start` runs in one process.

import { api } from '@thala/api'
import { attachments } from '@thala/attachments'
import { classifier } from '@thala/classifier'
import { indexer } from '@thala/indexer'
import { linker } from '@thala/linker'
import type { Declaration } from '@thala/service'
import type { Models } from './models.ts'

/** What `thala start <names>` can start, by name. */
export const services = (models: Models): Readonly<Record<string, readonly Declaration[]>> => ({
  attachments: [attachments],
  classifier: [classifier(models)],
  linker: [linker],
  indexer,
  api: [api({ models }).declaration],
})

export const pipeline = (models: Pick<Models, 'embedder' | 'reader'>): readonly Declaration[] => [
  attachments,
  classifier(models),
  linker,
  ...indexer,
]
