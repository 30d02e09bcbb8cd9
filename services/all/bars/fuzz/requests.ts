// Requests to the HTTP interface: every path that its own document names, with bent bodies, addresses and headers.
// None may end in an error of the server, without an answer, or late.

import { hostileStrings, type Mutator, mutator } from '@thala/testkit/fuzz'
import { z } from 'zod'
import { type Asked, ask, inParallel } from './ask.ts'
import { failureLine } from './failure.ts'
import { CANARY, type Installation } from './installation.ts'

export interface RequestsOutcome {
  readonly requests: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly broken: readonly string[]
}

const AT_ONCE = 8
const SLOWEST_MS = 10_000

/** Valid bodies: each is sent to every path. */
const bodies: readonly unknown[] = [
  {
    texts: ['broken checkout answers 502'],
    timestamp: '2025-09-08T08:00:00Z',
    status: 'Open',
    source: 'slack',
    category: 'API',
    severity: 'High',
  },
  {
    texts: ['a', 'b'],
    timestamp: '1757318400',
    source: 'x',
    category: 'Payment',
    severity: 'Low',
    issue_id: 'my-1',
    incident_likelihood: 'Likely',
  },
  { query: 'checkout answers 502', top_k: 5 },
  { issue_id: 'INC-K3M9QXR' },
  {
    issue_id: 'slack_1757318400',
    status: 'Resolved',
    resolution_text: 'rolled back',
    resolved_by: 'ada',
    resolved_at: '2025-09-08T09:00:00Z',
  },
  { original_issue_id: 'slack:T1:C1:1757318400.000100', status: 'Open' },
  {
    linked_issue_id: 'slack:T1:C1:1757318400.000100',
    text: 'me too',
    user_id: 'U1',
    timestamp: '2025-09-08T08:10:00Z',
  },
]

const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

export async function fuzzRequests(
  { url }: Pick<Installation, 'url'>,
  seed: number,
  count: number,
): Promise<RequestsOutcome> {
  const response = await fetch(`${url}/openapi.json`)
  const operations = Object.entries(openApi.parse(await response.json()).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  )
  const mutate = mutator(seed)
  const byStatus: Record<string, number> = {}
  const broken: string[] = []
  const cases = Array.from({ length: count }, () => requestOf(mutate, operations))
  await inParallel(cases, AT_ONCE, async (asked, i) => {
    const { status, body, ms } = await ask(url, asked)
    byStatus[status] = (byStatus[status] ?? 0) + 1
    const why = faultOf({ status, body, ms })
    if (why !== null) broken.push(`seed ${seed}, request ${i}: ${why}${failureLine('', told(asked))}`)
  })
  const alive = await ask(url, { method: 'GET', path: '/livez', headers: {}, body: null })
  if (alive.status !== 200) broken.push(`seed ${seed}: afterwards /livez answers ${alive.status}`)
  return { requests: cases.length, byStatus, broken }
}

function faultOf({ status, body, ms }: { status: number; body: string; ms: number }): string | null {
  if (status === 0) return `no answer (${body})`
  if (status >= 500) return `answered ${status}: ${body.slice(0, 200)}`
  if (ms > SLOWEST_MS) return `answered after ${Math.round(ms)} ms`
  // The caller has no key, so it reads what is open to the workspace.
  return body.includes(CANARY) ? 'told something private' : null
}

const told = ({ method, path, headers, body }: Asked) => ({
  method,
  path,
  headers,
  body: body === null ? null : Buffer.from(body).toString('latin1'),
})

const METHODS = ['POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE']
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  '',
]

interface Operation {
  readonly path: string
  readonly method: string
}

function requestOf(mutate: Mutator, operations: readonly Operation[]): Asked {
  const operation = mutate.pick(operations)
  const method = mutate.chance(0.9) ? operation.method : mutate.pick(METHODS)
  const body = method === 'GET' || method === 'HEAD' || method === 'TRACE' ? null : bodyOf(mutate)
  return { method, path: pathOf(mutate, operation.path), headers: headersOf(mutate, body), body }
}

/** In an address only these characters arrive at all. */
const inAddress = (text: string): string =>
  text.replace(/[^\x21-\x7e]/g, (one) => encodeURIComponent(one.toWellFormed()))

function pathOf(mutate: Mutator, pattern: string): string {
  const path = pattern.replace(/\{\w+\}/g, () => {
    const value = mutate.text([
      'INC-K3M9QXR',
      'slack:T1:C1:1757318400.000100',
      'slack_1757318400',
      'a'.repeat(64),
      ...hostileStrings,
    ])
    return mutate.chance(0.7) ? encodeURIComponent(value.toWellFormed()).slice(0, 3_000) : value.slice(0, 500)
  })
  const query = mutate.chance(0.3) ? `?${mutate.text(['page=1&q=x', 'limit=10&status=Open', 'a[__proto__][b]=1'])}` : ''
  const whole = mutate.chance(0.1) ? mutate.text([path]) : path
  return inAddress(`/${whole.replace(/^\//, '')}${query}`).slice(0, mutate.chance(0.02) ? 10_000 : 4_000)
}

function bodyOf(mutate: Mutator): Uint8Array {
  const json = () => JSON.stringify(mutate.json(bodies)) ?? ''
  if (mutate.chance(0.7)) return Buffer.from(json())
  if (mutate.chance(0.5)) return mutate.bytes([Buffer.from(JSON.stringify(mutate.pick(bodies)))])
  if (mutate.chance(0.3)) return Buffer.from('['.repeat(20_000))
  return Buffer.from(`{"query":${JSON.stringify(mutate.text(['checkout']).repeat(200))},"__proto__":{"polluted":true}}`)
}

function headersOf(mutate: Mutator, body: Uint8Array | null): Record<string, string> {
  const bent = (text: string) =>
    mutate
      .text([text])
      .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
      .slice(0, 2_000)
  const type = mutate.chance(0.85) ? 'application/json' : mutate.pick(TYPES)
  return {
    ...(body !== null && { 'content-type': mutate.chance(0.05) ? bent(type) : type }),
    ...(body !== null && mutate.chance(0.02) && { 'content-encoding': mutate.pick(['gzip', 'br', 'identity', 'x']) }),
    ...(mutate.chance(0.05) && { authorization: bent(`Bearer thala_${'0'.repeat(12)}_${'1'.repeat(48)}`) }),
    ...(mutate.chance(0.05) && { origin: bent('http://127.0.0.1') }),
    ...(mutate.chance(0.05) && { accept: bent('text/html,application/json;q=0.9') }),
    ...(mutate.chance(0.03) && { range: bent('bytes=0-10') }),
    ...(mutate.chance(0.03) && { 'if-none-match': bent('"x"') }),
    ...(mutate.chance(0.03) && { 'x-forwarded-for': bent('10.0.0.1') }),
    ...(mutate.chance(0.03) && { 'last-event-id': bent('12') }),
    ...(mutate.chance(0.02) && { host: bent('127.0.0.1') }),
    ...(mutate.chance(0.02) && { cookie: bent('a=b; c=d') }),
  }
}
