// The declaration of the API. It reads documents and answers; it consumes and writes nothing yet.

import type { Embedder } from '@thala/embedder'
import type { Reader as ModelReader } from '@thala/llm'
import { type Resource, type ServiceDeclaration, service } from '@thala/service'
import { z } from 'zod'
import { createApi, type Reading } from './app.ts'
import { type Listening, listen } from './listen.ts'

const config = z.object({
  THALA_HOST: z.string().min(1).default('127.0.0.1').describe('Address that the HTTP interface is bound to'),
  THALA_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of the HTTP interface; unset: 8080, or the next free one'),
})

export interface ApiOptions {
  /** Handed in, so that tests can give stand-ins; resources of the same name are shared within a process. */
  readonly models: { readonly embedder: Resource<Embedder>; readonly reader: Resource<ModelReader> }
  /** What is read at this moment, when it is not always the store of the process. */
  readonly reading?: () => Reading
}

export interface ApiServer {
  readonly declaration: ServiceDeclaration
  /** Where it answers. Throws before it is started: the port is known only then. */
  url(): string
}

export function api({ models, reading }: ApiOptions): ApiServer {
  let listening: Listening | undefined
  const declaration = service({
    name: 'api',
    config,
    resources: () => ({ embedder: models.embedder, reader: models.reader }),
    serve: async ({ config, deps, store, health, metrics, report }) => {
      const { THALA_HOST: host, THALA_PORT: port } = config
      const app = createApi({
        reading: reading ?? (() => ({ store })),
        reader: { kind: 'local-operator' },
        embedder: deps.embedder,
        llm: deps.reader,
        health,
        metrics,
        host,
        report,
      })
      listening = await listen(app, { host, port })
      return listening
    },
  })
  const url = () => {
    if (!listening) throw new Error('the API has no address before it is started')
    return listening.url
  }
  return { declaration, url }
}
