import { describe, expect, it } from 'vitest'
import { outcomeOf } from './bulk.ts'
import {
  type Address,
  errorOf,
  type Failure,
  failureOf,
  isBlocked,
  isMissingName,
  isPassing,
  wasCut,
} from './failure.ts'

const failure = (status: number | null, type = 'x', reason = 'because'): Failure => ({
  status,
  type,
  reason,
  index: null,
  retryAfterMs: null,
})

const thrown = (name: string, more: object = {}) => Object.assign(new Error('it says so'), { name, ...more })

describe('failureOf', () => {
  it('reads status, type, reason, index and Retry-After of an answer', () => {
    const body = { error: { type: 'index_not_found_exception', reason: 'no such index', index: 'thala-messages' } }
    const error = thrown('ResponseError', { statusCode: 404, body, headers: { 'retry-after': '2' } })
    const found = failureOf(error)
    expect(found).toEqual({
      status: 404,
      type: 'index_not_found_exception',
      reason: 'no such index',
      index: 'thala-messages',
      retryAfterMs: 2000,
    })
    expect(found && isMissingName(found, 'thala-messages')).toBe(true)
    expect(found && isMissingName(found, 'thala-incidents')).toBe(false)
  })

  it('takes an answer that is no JSON, as a proxy gives, by its status', () => {
    expect(failureOf(thrown('ResponseError', { statusCode: 502, body: '<html>' }))).toMatchObject({
      status: 502,
      type: 'status 502',
      retryAfterMs: null,
    })
  })

  it.each(['ConnectionError', 'TimeoutError', 'DeserializationError'])('knows that nothing came: %s', (name) => {
    expect(failureOf(thrown(name))).toMatchObject({ status: null, type: name })
  })

  it('leaves what is no failure of a request alone', () => {
    expect(failureOf(new TypeError('a bug'))).toBeUndefined()
    expect(failureOf('text')).toBeUndefined()
  })
})

describe('what may pass', () => {
  it.each([null, 408, 429, 500, 502, 503, 504])('%s is tried again', (status) => {
    expect(isPassing({ status })).toBe(true)
  })
  it.each([400, 401, 403, 404, 409, 413])('%s is not', (status) => expect(isPassing({ status })).toBe(false))
})

describe('the error that leaves the store', () => {
  const at: Address = { host: 'search:9200', credentials: 'none' }
  it.each([
    [failure(null), 'dependency-down', 'ELASTICSEARCH_URL'],
    [failure(503), 'dependency-down', 'ELASTICSEARCH_URL'],
    [failure(429), 'dependency-down', 'because'],
    [failure(403, 'cluster_block_exception'), 'dependency-down', 'thala -- store reindex'],
    [failure(401), 'bad-config', 'ELASTICSEARCH_API_KEY'],
    [failure(403), 'bad-config', 'ELASTICSEARCH_PASSWORD'],
    [failure(200, 'ProductNotSupportedError'), 'bad-config', 'ELASTICSEARCH_URL'],
    [failure(400, 'media_type_header_exception'), 'bad-config', 'major version'],
    [failure(null, 'ConnectionError', 'self-signed certificate'), 'bad-config', 'ELASTICSEARCH_CA'],
  ])('of %j is %s', (found, code, part) => {
    expect(errorOf(found, at, undefined)).toMatchObject({ code, message: expect.stringContaining(part) })
  })

  it('is a plain one for a request that was wrong: our bug', () => {
    const error = errorOf(failure(400, 'parsing_exception'), at, undefined)
    expect(error.name).toBe('Error')
    expect(error.message).toContain('parsing_exception')
  })
})

describe('a search whose index went away', () => {
  it('is asked again, whether a shard had begun with it or not', () => {
    const causes = [{ type: 'search_context_missing_exception', reason: 'No search context found' }]
    const between = { type: 'search_phase_execution_exception', reason: 'all shards failed', root_cause: causes }
    const before = { type: 'index_not_found_exception', reason: 'no such index', index: 'thala-messages-v1-000001' }
    for (const error of [between, before]) {
      const found = failureOf(thrown('ResponseError', { statusCode: 404, body: { error } }))
      expect(found && wasCut(found)).toBe(true)
    }
    expect(wasCut({ status: 400 })).toBe(false)
  })
})

describe('the outcome of one item of a bulk', () => {
  it.each([
    [201, '', 'stored'],
    [200, '', 'stored'],
    [409, 'version_conflict_engine_exception', 'conflict'],
    [404, 'index_not_found_exception', 'missing'],
  ])('%d is %s %s', (status, type, expected) => expect(outcomeOf(status, type, 'r')).toBe(expected))

  it.each([400, 413, 422])('%d refuses the document, with the reason', (status) => {
    expect(outcomeOf(status, 'document_parsing_exception', 'too odd')).toEqual({
      refused: 'document_parsing_exception: too odd',
    })
  })

  it('429, 5xx and a block are none yet', () => {
    for (const status of [429, 500, 503]) expect(outcomeOf(status, 'x', 'r')).toMatchObject({ status })
    expect(isBlocked({ status: 403, type: 'cluster_block_exception' })).toBe(true)
    expect(outcomeOf(403, 'cluster_block_exception', 'r')).toMatchObject({ status: 403 })
  })
})
