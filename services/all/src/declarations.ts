// Every service of the pipeline: what `thala start` runs in one process.

import { api } from '@thala/api'
import { attachments } from '@thala/attachments'
import { bot } from '@thala/bot'
import { classifier } from '@thala/classifier'
import { openSite } from '@thala/console'
import { indexer } from '@thala/indexer'
import { linker } from '@thala/linker'
import type { Declaration } from '@thala/service'
import type { Models, PipelineResources } from './models.ts'

/** What `thala start <names>` can start, by name. */
export const services = (models: Models): Readonly<Record<string, readonly Declaration[]>> => ({
  attachments: [attachments(models)],
  classifier: [classifier(models)],
  linker: [linker],
  indexer: indexer(models),
  api: [api({ models, site: openSite }).declaration],
  bot: [bot({ models, alone: true }).declaration],
})

export const pipeline = (models: PipelineResources): readonly Declaration[] => [
  attachments(models),
  classifier(models),
  linker,
  ...indexer(models),
]
