import { ThalaError } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { hasType, isUnknownTopic, isZombie, toThalaError } from './errors.ts'

const settings = {
  brokers: ['kafka-1:9092', 'kafka-2:9092'],
  sasl: { mechanism: 'plain', username: 'thala', password: 'not to be printed' },
} as const

function kafkaError(
  message: string,
  properties: { name?: string; type?: string; code?: string | number; cause?: unknown },
) {
  return Object.assign(new Error(message), properties)
}
const wrapped = (cause: unknown) => kafkaError('too many retries', { name: 'KafkaJSNumberOfRetriesExceeded', cause })

describe('an error of Kafka', () => {
  it.each([
    [
      'wrong credentials',
      kafkaError('SASL PLAIN authentication failed', { name: 'KafkaJSSASLAuthenticationError' }),
      'KAFKA_SASL_PASSWORD',
    ],
    ['another mechanism', kafkaError('not enabled', { type: 'UNSUPPORTED_SASL_MECHANISM' }), 'KAFKA_SASL_MECHANISM'],
    [
      'TLS to a plain port',
      kafkaError('Connection error: ssl3_get_record:wrong version number', {}),
      'KAFKA_SECURITY_PROTOCOL',
    ],
    ['an unknown authority', kafkaError('x', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'KAFKA_SSL_CA'],
    [
      'a certificate of ours that is missing',
      kafkaError(
        'Connection error: SSL routines:ssl3_read_bytes:ssl/tls alert bad certificate: SSL alert number 42',
        {},
      ),
      'KAFKA_SSL_CERT',
    ],
    ['a version it does not speak', kafkaError('x', { name: 'KafkaJSServerDoesNotSupportApiKey' }), 'Kafka 2.1'],
    ['a missing right', kafkaError('Not authorized', { type: 'TOPIC_AUTHORIZATION_FAILED' }), "'thala'"],
  ])('about %s is the configuration’s, says where, and what mends it', (_, error, remedy) => {
    const told = toThalaError(wrapped(error), settings)
    expect(told.code).toBe('bad-config')
    expect(told.message).toContain('kafka-1:9092,kafka-2:9092')
    expect(told.message).toContain(remedy)
    expect(told.message).not.toContain(settings.sasl.password)
    expect(told.message).not.toContain('\n')
  })

  it('about a connection is a dependency that is down, with the variable of its address', () => {
    const told = toThalaError(
      wrapped(kafkaError('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' })),
      settings,
    )
    expect(told).toMatchObject({ code: 'dependency-down' })
    expect(told.message).toMatch(/ECONNREFUSED.*KAFKA_BOOTSTRAP_SERVERS/)
  })

  it('that is already in our words stays as it is', () => {
    const own = new ThalaError('bad-input', 'x')
    expect(toThalaError(own, settings)).toBe(own)
  })

  it('is known by its type however deep it lies', () => {
    const unknown = kafkaError('x', { type: 'UNKNOWN_TOPIC_OR_PARTITION' })
    const gathered = Object.assign(new Error('several'), { errors: [kafkaError('y', { type: 'ANOTHER' }), unknown] })
    expect(isUnknownTopic(wrapped(wrapped(unknown)))).toBe(true)
    expect(hasType(gathered, 'ANOTHER')).toBe(true)
    expect(isUnknownTopic(gathered)).toBe(true)
    for (const type of ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'])
      expect(isZombie(wrapped(kafkaError('x', { type })))).toBe(true)
    expect(isZombie(wrapped(unknown))).toBe(false)
    expect(hasType('no error at all', 'ANOTHER')).toBe(false)
  })

  it('may be its own cause', () => {
    const circle = kafkaError('x', { type: 'ANOTHER' })
    circle.cause = circle
    expect(isZombie(circle)).toBe(false)
  })
})
