import { Worker } from 'node:worker_threads'
import { isThalaError } from '@thala/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { openPool, type Pool, type PoolOptions } from './pool.ts'

// A worker as real as the model's, whose text says what it does; its vector is the length of the text.
const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads')
  if (workerData.broken) throw new Error('no such file')
  parentPort.on('message', ({ id, text }) => {
    if (text === 'die') process.exit(7)
    if (text === 'throw') throw new Error('out of memory')
    if (text === 'fail') return parentPort.postMessage({ kind: 'failed', id, message: 'bad token' })
    if (text === 'hang') return
    parentPort.postMessage({ kind: 'vector', id, vector: Int8Array.of(text.length) })
  })
  parentPort.postMessage({ kind: 'ready' })
`

let pool: Pool | undefined
let spawned = 0
afterEach(() => pool?.close())

function open(options: Partial<PoolOptions> = {}, broken: (nth: number) => boolean = () => false): Pool {
  spawned = 0
  const spawn = () => new Worker(SCRIPT, { eval: true, workerData: { broken: broken(++spawned) }, stderr: true })
  pool = openPool({ workers: 1, spawn, ...options })
  return pool
}

const outcome = (promise: Promise<Int8Array>): Promise<string> =>
  promise.then(
    (vector) => `${vector[0]}`,
    (error: unknown) => (isThalaError(error) ? error.code : `${error}`),
  )

describe('a worker that dies', () => {
  it.each(['die', 'throw'])('fails what it held with dependency-down and is replaced (%s)', async (end) => {
    const { embed } = open({ inFlight: 1 })
    const outcomes = await Promise.all([
      outcome(embed('a', false)),
      outcome(embed(end, false)),
      outcome(embed('abc', false)),
    ])
    expect(outcomes).toEqual(['1', 'dependency-down', '3'])
    expect(spawned).toBe(2)
  })

  it('is stopped and replaced when it takes too long for a text', async () => {
    const { embed } = open({ inFlight: 1, timeoutMs: 20 })
    expect(await Promise.all([outcome(embed('hang', false)), outcome(embed('ab', false))])).toEqual([
      'dependency-down',
      '2',
    ])
  })

  it('leaves the texts of the others alone', async () => {
    const { embed, ready } = open({ workers: 2, inFlight: 1 })
    await ready()
    expect(await Promise.all([outcome(embed('die', false)), outcome(embed('ab', false))])).toEqual([
      'dependency-down',
      '2',
    ])
  })
})

describe('a worker that cannot start', () => {
  it('makes ready() reject with the cause', async () => {
    const error: unknown = await open({}, () => true)
      .ready()
      .catch((thrown: unknown) => thrown)
    expect(isThalaError(error, 'dependency-down') && `${error.cause}`).toContain('no such file')
  })

  it('fails what waits instead of starting again for ever, and the next text tries anew', async () => {
    const { embed, ready } = open({}, (nth) => nth === 1)
    expect(await outcome(embed('a', false))).toBe('dependency-down')
    await ready().catch(() => undefined)
    expect(spawned).toBe(1)
    expect(await outcome(embed('a', false))).toBe('1')
  })
})

describe('the queue', () => {
  it('takes an urgent text before all that waits', async () => {
    const { embed, ready } = open({ inFlight: 2 })
    await ready()
    const order: string[] = []
    const note = (text: string, urgent: boolean) => embed(text, urgent).then(() => order.push(text))
    await Promise.all([...['a', 'b', 'c', 'd'].map((text) => note(text, false)), note('now', true)])
    expect(order).toEqual(['a', 'b', 'now', 'c', 'd'])
  })

  it('refuses beyond its limit', async () => {
    const { embed } = open({ maxWaiting: 2 })
    const first = [embed('a', false), embed('ab', false)]
    expect(await outcome(embed('abc', false))).toBe('dependency-down')
    expect(await Promise.all(first.map(outcome))).toEqual(['1', '2'])
  })

  it('passes on that the model failed at one text, and goes on', async () => {
    const { embed } = open()
    expect(await outcome(embed('fail', false))).toContain('bad token')
    expect(await outcome(embed('a', false))).toBe('1')
  })

  it('fails all that waits or is held when it is closed, and refuses later texts', async () => {
    const { embed, ready, close } = open({ inFlight: 1 })
    await ready()
    const all = Promise.all([outcome(embed('hang', false)), outcome(embed('a', false)), outcome(embed('b', true))])
    await close()
    expect(await all).toEqual(['dependency-down', 'dependency-down', 'dependency-down'])
    expect(await outcome(embed('late', false))).toBe('dependency-down')
    expect(spawned).toBe(1)
  })
})
