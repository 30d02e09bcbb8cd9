// The declaration of the API. It reads documents and answers; what callers write it appends to the log.

import { type IncidentNotice, topics } from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import type { Reader as ModelReader } from '@thala/llm'
import { type Resource, resource, type ServiceDeclaration, type StoreReader, service } from '@thala/service'
import { z } from 'zod'
import { createApi, type Reading } from './app.ts'
import { isLoopback } from './hosts.ts'
import { isIssued } from './keys.ts'
import { type Listening, listen } from './listen.ts'
import { type Live, openLive } from './pages/live.ts'
import type { BlobReader } from './pages/routes.ts'
import type { Site } from './pages/site.ts'
import type { WriteDeps } from './writing/write.ts'

const config = z.object({
  THALA_HOST: z.string().min(1).default('127.0.0.1').describe('Address that the HTTP interface is bound to'),
  THALA_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the HTTP interface; unset: 8080, or the next free one'),
  THALA_HOSTS: z
    .string()
    .default('')
    .describe('Further names under which the HTTP interface answers, such as that of a proxy (comma list)'),
  THALA_RATE_LIMIT: z.coerce
    .number()
    .min(1)
    .max(100_000)
    .default(200)
    .describe('Requests of one caller of the HTTP interface in a second, on average'),
})

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

export interface ApiOptions {
  /** Handed in, so that tests can give stand-ins; resources of the same name are shared within a process. */
  readonly models: {
    readonly embedder: Resource<Embedder>
    readonly reader: Resource<ModelReader>
    /** Absent: pictures are not shown. */
    readonly blobs?: Resource<BlobReader>
  }
  /** What is read at this moment, when it is not always the store of the process. */
  readonly reading?: () => Reading
  /** The page at this address; absent: there is its JSON alone. */
  readonly site?: () => Promise<Site>
}

export interface ApiServer {
  readonly declaration: ServiceDeclaration
  /** Where it answers. Throws before it is started: the port is known only then. */
  url(): string
  /** For the table "what runs on what": where it answers, and whether callers need a key. */
  about(): { readonly what: string; readonly on: string; readonly variable: string }
  /** Tells the page of a change that the log of this process does not: one of the sample. */
  changed(notice: IncidentNotice): void
}

export function api({ models, reading, site }: ApiOptions): ApiServer {
  let listening: Listening | undefined
  let live: Live | undefined
  let hasKeys = false
  const declaration = service({
    name: 'api',
    produces: { apiEvents: topics.apiEvents, directory: topics.directory, corrections: topics.corrections },
    hears: { changed: topics.incidents },
    config,
    resources: () => ({ embedder: models.embedder, reader: models.reader, blobs: models.blobs ?? noBlobs }),
    serve: async ({ config, deps, store, append, health, metrics, heard, report }) => {
      const { THALA_HOST: host, THALA_PORT: port } = config
      const { readingNow, appendReal } = realFromNowOn(store, append, reading)
      const changes = openLive({ reading: readingNow, report })
      live = changes
      heard(({ value }) => changes.changed(value))
      const app = createApi({
        reading: readingNow,
        store,
        append: appendReal,
        now: Date.now,
        news: newsFrom(heard),
        embedder: deps.embedder,
        llm: deps.reader,
        health,
        metrics,
        host,
        hosts: listOf(config.THALA_HOSTS),
        isLocal: isLoopback(host),
        requestsPerSecond: config.THALA_RATE_LIMIT,
        pages: { live: changes, blobs: deps.blobs, site: await site?.() },
        report,
      })
      hasKeys = await isIssued(store)
      const opened = await listen(app, { host, port, hasKeys })
      listening = opened
      const stop = async () => {
        changes.stop()
        await opened.stop()
      }
      return { stop }
    },
  })
  const url = () => {
    if (!listening) throw new Error('the API has no address before it is started')
    return listening.url
  }
  const about = () => ({
    what: 'HTTP interface',
    on: `${url()}, ${hasKeys ? 'for callers with a key' : 'open to this machine: no key needed'}`,
    variable: 'THALA_HOST, keys create',
  })
  return { declaration, url, about, changed: (notice) => live?.changed(notice) }
}

const noBlobs = resource<BlobReader>({ name: 'blobs', start: async () => ({ get: async () => null }) })

/** Whoever writes something reads it from then on: a sample that is still shown would hide it. */
function realFromNowOn(store: StoreReader, append: WriteDeps['append'], reading: ApiOptions['reading']) {
  let hasWritten = false
  return {
    readingNow: (): Reading => (hasWritten || !reading ? { store } : reading()),
    appendReal: async (outputs: Parameters<WriteDeps['append']>[0]) => {
      await append(outputs)
      hasWritten = true
    },
  }
}

/** One promise for all who wait for the next notice. */
function newsFrom(heard: (listener: () => void) => unknown): () => Promise<void> {
  let next = Promise.withResolvers<void>()
  heard(() => {
    const told = next
    next = Promise.withResolvers<void>()
    told.resolve()
  })
  return () => next.promise
}
