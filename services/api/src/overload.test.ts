import { afterEach, describe, expect, it } from 'vitest'
import { watchOverload } from './overload.ts'
import { type TestApi, testApi } from './testing.ts'

const running: TestApi[] = []
const started = async (...more: Parameters<typeof testApi>): Promise<TestApi> => {
  const one = await testApi(...more)
  running.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

describe('requests of one caller', () => {
  it('are answered up to a rate, then told when to come back', async () => {
    let now = 0
    const { post } = await started({ requestsPerSecond: 1, now: () => now })
    const ask = () => post('/search', { query: 'x' })
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200])
    const refused = await ask()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    now = 1_000
    expect((await ask()).status).toBe(200)
  })

  it('are counted for each key by itself, and never for health', async () => {
    const { post, get, key } = await started({ requestsPerSecond: 1, now: () => 0 })
    const [one, other] = [key(), key()]
    for (let i = 0; i < 2; i++) expect((await post('/search', { query: 'x' }, one)).status).toBe(200)
    expect((await post('/search', { query: 'x' }, one)).status).toBe(429)
    expect((await post('/search', { query: 'x' }, other)).status).toBe(200)
    for (let i = 0; i < 5; i++) expect((await get('/health')).status).toBe(200)
  })
})

describe('requests in hand', () => {
  it('are so many at once; more are told to come back, and health still answers', async () => {
    const answer = Promise.withResolvers<Int8Array>()
    const asked = Promise.withResolvers<void>()
    const embed = () => {
      asked.resolve()
      return answer.promise
    }
    const { post, get } = await started({ maxInHand: 1, embedder: { embed } })
    const first = post('/search', { query: 'x' })
    await asked.promise
    const refused = await post('/search', { query: 'x' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect((await get('/health')).status).toBe(200)
    answer.resolve(new Int8Array(384))
    expect((await first).status).toBe(200)
    expect((await post('/search', { query: 'x' })).status).toBe(200)
  })

  it('leave once, whatever is called how often; streams are counted by themselves', () => {
    const overload = watchOverload({ perSecond: 1, maxInHand: 1, now: () => 0 })
    const leave = overload.enter(false)
    expect(() => overload.enter(false)).toThrow('Too many requests')
    expect(() => overload.enter(true)).not.toThrow()
    leave()
    leave()
    overload.enter(false)
    expect(() => overload.enter(false)).toThrow('Too many requests')
  })
})
