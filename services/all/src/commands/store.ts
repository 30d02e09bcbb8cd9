// `thala store reindex`: every index anew, under the mapping of this version, while queries go on.

import { openInstallation } from '@thala/runtime'
import type { ElasticsearchStore, ReindexProgress, ReindexReport, Store } from '@thala/store'
import type { Console } from '../console.ts'
import { homeOf } from '../home.ts'
import type { Session } from '../session.ts'

const isElasticsearch = (store: Store): store is ElasticsearchStore => store.kind === 'elasticsearch'

export async function storeReindex({ env, console }: Session): Promise<void> {
  const installation = await openInstallation(env, { dataDir: homeOf(env).real, access: 'append' })
  try {
    await reindex(installation.store, console)
  } finally {
    await installation.close()
  }
}

async function reindex(store: Store, console: Console): Promise<void> {
  const onProgress = ({ collection, phase, documents }: ReindexProgress) =>
    console.progress(`${collection}: ${phase}, ${documents} documents`)
  const reindexed = isElasticsearch(store) ? await store.reindex({ onProgress }) : null
  if (console.json) console.data({ reindexed: reindexed ?? [] })
  else for (const line of reindexed?.map(lineOf) ?? [NOTHING]) console.line(line)
}

const NOTHING = 'there is nothing to reindex: documents are in the data folder (see ELASTICSEARCH_URL)'

const lineOf = ({ collection, index, documents, pausedMs }: ReindexReport[number]): string =>
  `${collection}: ${documents} documents, now in ${index}; writers waited ${Math.round(pausedMs)} ms`
