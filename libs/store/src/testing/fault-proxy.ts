// A proxy in front of Elasticsearch that makes it fail by a seeded plan, as an overloaded cluster and a bad network do, and
// counts what the client makes of it. Imported as `@thala/store/fault-proxy`; for tests.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { failureOf, parseAnswers, parseBulk, toAnswer, type WireAnswer, type WireItem } from './bulk-wire.ts'
import { type Fate, type FaultCounts, type FaultRates, faultPlan } from './fault-plan.ts'
import { type Answer, forward } from './forward.ts'

export type { FaultCounts, FaultRates } from './fault-plan.ts'

export interface FaultProxyOptions {
  /** `http://host:port` of Elasticsearch. */
  readonly target: string
  readonly seed: number
  readonly rates: FaultRates
  /** Seconds in the `Retry-After` of a 429. Default 0. */
  readonly retryAfterSeconds?: number
  /** Documents that are refused with 400 in every bulk. */
  readonly isBad?: (id: string) => boolean
}

export interface FaultProxy {
  readonly url: string
  counts(): FaultCounts
  stop(): Promise<void>
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, seed, rates, retryAfterSeconds = 0, isBad = () => false } = options
  const plan = faultPlan(seed, rates)
  const tally = createTally()

  const passBulk = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const items = parseBulk(body)
    const failing = plan.failing(items.length)
    if (failing.size > 0) tally.fate('partial')
    const planned = items.map((item, i): WireAnswer | undefined => {
      if (isBad(item.id)) return failureOf(400, item)
      const status = failing.get(i)
      return status && failureOf(status, item)
    })
    const passing = items.filter((_, i) => planned[i] === undefined)
    const passed = await forwardItems(target, request, passing)
    if (passed.status !== 200) return passed
    const answers = parseAnswers(passed.body.toString())
    const merged = planned.flatMap((one) => one ?? answers.shift() ?? [])
    return { ...passed, body: Buffer.from(toAnswer(items, merged)), told: () => tally.told(items, merged) }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const isBulk = request.url?.startsWith('/_bulk') ?? false
    if (isBulk) tally.sent(parseBulk(body.toString()))
    const fate = plan.fate()
    tally.request(fate)
    if (fate === 'too-many-requests') return refuse(response, 429, { 'retry-after': retryAfterSeconds })
    if (fate === 'unavailable') return refuse(response, 503, {})
    const answer = isBulk ? await passBulk(request, body.toString()) : await forward(target, request, body)
    if (fate === 'cut') response.destroy()
    // Until the client gives up, or the proxy stops.
    if (fate !== 'pass') return
    answer.told?.()
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    counts: tally.counts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' ? (address?.port ?? 0) : 0

/** A bulk without items is answered with 400 by the server. */
async function forwardItems(target: string, request: IncomingMessage, items: readonly WireItem[]): Promise<Answer> {
  const body = Buffer.from(items.map(({ lines }) => lines).join(''))
  if (items.length > 0) return forward(target, request, body)
  return { status: 200, headers: PRODUCT, body: Buffer.from('{"items":[]}') }
}

/** The client takes answers from nothing else. */
const PRODUCT = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' }

function refuse(response: ServerResponse, status: 429 | 503, more: Record<string, number>): void {
  const error = { type: 'planned', reason: `planned by the fault proxy: ${status}` }
  response.writeHead(status, { ...PRODUCT, ...more }).end(JSON.stringify({ error, status }))
}

function createTally() {
  const fates = { pass: 0, 'too-many-requests': 0, unavailable: 0, cut: 0, hang: 0, partial: 0 }
  const refusals = new Map<string, number>()
  const stored = new Set<string>()
  const count = { requests: 0, bulks: 0, sent: 0, failed: 0, needless: 0 }
  const keyOf = ({ index, id, source }: WireItem) => `${index} ${id} ${source}`
  return {
    request: (fate: Fate) => {
      count.requests += 1
      fates[fate] += 1
    },
    fate: (fate: 'partial') => {
      fates[fate] += 1
    },
    sent: (items: readonly WireItem[]) => {
      count.bulks += 1
      count.sent += items.length
      count.needless += items.filter((item) => stored.has(keyOf(item))).length
    },
    /** What the client got to know. */
    told: (items: readonly WireItem[], answers: readonly WireAnswer[]) => {
      for (const [i, item] of items.entries()) {
        const status = answers[i]?.status ?? 0
        if (status < 300) stored.add(keyOf(item))
        if (status === 400) refusals.set(item.id, (refusals.get(item.id) ?? 0) + 1)
        if (status === 429 || status === 503) count.failed += 1
      }
    },
    counts: (): FaultCounts => {
      const { requests, bulks, sent, failed, needless } = count
      return { requests, bulks, fates: { ...fates }, items: { sent, failed, needless }, refusals: new Map(refusals) }
    },
  }
}
