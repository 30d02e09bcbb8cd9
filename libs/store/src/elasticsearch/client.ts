// The one door to Elasticsearch: the only file that imports its client. Promise: a call answers, or throws an error whose
// line says which variable to mend; what may pass was tried again, with waits, a limited number of times.

import { setTimeout as wait } from 'node:timers/promises'
import { Client, type ClientOptions } from '@elastic/elasticsearch'
import { ThalaError } from '@thala/contracts/errors'
import { waitMs } from './backoff.ts'
import { type Address, errorOf, type Failure, failureOf, isPassing } from './failure.ts'
import { type ElasticsearchSettings, REQUEST_TIMEOUT_MS } from './settings.ts'

interface Expected<T> {
  /** The answer that a failure stands for; undefined: it is a failure. */
  readonly instead?: (failure: Failure) => T | undefined
  /** Failures that pass for this request alone. */
  readonly again?: (failure: Failure) => boolean
}

export interface Elastic {
  readonly address: Address
  call<T>(request: (client: Client) => Promise<T>, expected?: Expected<T>): Promise<T>
  close(): Promise<void>
}

export function connect(settings: ElasticsearchSettings): Elastic {
  const client = new Client(optionsOf(settings))
  const address = addressOf(settings)
  return {
    address,
    call: async (request, expected = {}) => {
      for (let attempt = 1; ; attempt++) {
        const answer = await once(client, request, expected)
        if ('value' in answer) return answer.value
        const { failure, error } = answer
        const passing = isPassing(failure) || expected.again?.(failure)
        const waiting = passing ? waitMs(attempt, failure.retryAfterMs, Math.random()) : null
        if (waiting === null) throw errorOf(failure, address, error)
        await wait(waiting)
      }
    },
    close: () => client.close(),
  }
}

async function once<T>(
  client: Client,
  request: (client: Client) => Promise<T>,
  { instead }: Expected<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure; readonly error: unknown }> {
  try {
    return { value: await request(client) }
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    const value = instead?.(failure)
    return value === undefined ? { failure, error } : { value }
  }
}

function optionsOf(settings: ElasticsearchSettings): ClientOptions {
  const { url, apiKey, username, password, ca, requestTimeoutMs = REQUEST_TIMEOUT_MS } = settings
  const basic = username !== undefined && password !== undefined ? { username, password } : undefined
  const auth = apiKey !== undefined ? { apiKey } : basic
  return {
    node: checked(url).href,
    // Tries are counted in one place, here.
    maxRetries: 0,
    requestTimeout: requestTimeoutMs,
    ...(auth && { auth }),
    ...(ca !== undefined && { tls: { ca } }),
  }
}

function addressOf({ url, apiKey, username }: ElasticsearchSettings): Address {
  const { host, username: inUrl } = checked(url)
  const password = username !== undefined || inUrl !== '' ? 'password' : 'none'
  return { host, credentials: apiKey === undefined ? password : 'api-key' }
}

function checked(url: string): URL {
  const parsed = URL.parse(url)
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed
  throw new ThalaError('bad-config', 'ELASTICSEARCH_URL is no address: write it as https://host:9200')
}
