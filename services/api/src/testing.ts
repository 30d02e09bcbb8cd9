// For the tests here: the API over real HTTP on a free port, on the example workspace, with stand-in models.

import { request as httpRequest } from 'node:http'
import { exampleWorkspace, type Workspace } from '@thala/incidents/testing'
import type { Prediction } from '@thala/llm'
import { type ApiDeps, createApi } from './app.ts'
import { type Listening, listen } from './listen.ts'

export const prediction: Prediction = {
  category: 'Payment',
  severity: 'Critical',
  likelihood: 'Likely',
  confidence: 0.87,
  reasoning: 'names a symptom',
}

export interface TestApi extends Listening {
  readonly workspace: Workspace
  /** Errors that were reported, in order. */
  readonly reported: unknown[]
  post(path: string, body: unknown): Promise<Response>
}

export async function testApi(more: Partial<ApiDeps> = {}): Promise<TestApi> {
  const workspace = await exampleWorkspace()
  const reported: unknown[] = []
  const app = createApi({
    reading: () => ({ store: workspace.store }),
    reader: { kind: 'local-operator' },
    embedder: workspace.embedder,
    llm: { predict: async () => prediction },
    health: () => ({ live: true, ready: true, reasons: [] }),
    metrics: async () => 'thala_up 1\n',
    host: '127.0.0.1',
    report: (error) => reported.push(error),
    ...more,
  })
  const listening = await listen(app, { host: '127.0.0.1', port: 0 })
  const post = (path: string, body: unknown) =>
    fetch(`${listening.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { ...listening, workspace, reported, post }
}

/** Status of a request with any headers; `fetch` refuses to send some of them. */
export function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const request = httpRequest(url, { headers, setHost: false }, (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
  request.on('error', reject)
  request.end()
  return promise
}
