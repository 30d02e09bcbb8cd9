// Every service of the pipeline: what `thala start` runs in one process.

import { attachments } from '@thala/attachments'
import { classifier } from '@thala/classifier'
import { indexer } from '@thala/indexer'
import { linker } from '@thala/linker'
import type { Declaration } from '@thala/service'
import type { Models } from './models.ts'

export const pipeline = (models: Pick<Models, 'embedder' | 'reader'>): readonly Declaration[] => [
  attachments,
  classifier(models),
  linker,
  ...indexer,
]
