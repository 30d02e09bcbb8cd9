// What kafkajs throws, in words of our own: one line that says what happened and which variable mends it.

import { isThalaError, ThalaError } from '@thala/contracts'
import { brokersLine, type KafkaSettings } from './settings.ts'

interface Trait {
  readonly name: string
  /** Kafka's name of the error. */
  readonly type: string
  /** Node's, of sockets and TLS. */
  readonly code: string
  readonly message: string
}

const read = (error: object, property: string): unknown =>
  Object.entries(error).find(([name]) => name === property)?.[1]
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The error, its causes, and those that it gathers. */
function traits(error: unknown, depth = 0): Trait[] {
  if (!(error instanceof Error) || depth > 8) return []
  const gathered = [read(error, 'errors'), read(error, 'groups')].flatMap((some) => (Array.isArray(some) ? some : []))
  const inside = gathered.map((one) => (one instanceof Error ? one : one?.error))
  const below = [error.cause, ...(error.cause === read(error, 'cause') ? [] : [read(error, 'cause')]), ...inside]
  const own = { type: text(read(error, 'type')), code: text(read(error, 'code')) }
  return [{ name: error.name, message: error.message, ...own }, ...below.flatMap((one) => traits(one, depth + 1))]
}

export const hasType = (error: unknown, ...types: readonly string[]): boolean =>
  traits(error).some(({ type, name, code }) => [type, name, code].some((one) => types.includes(one)))

export const isUnknownTopic = (error: unknown): boolean =>
  hasType(error, 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID')
export const isOutOfRange = (error: unknown): boolean =>
  hasType(error, 'OFFSET_OUT_OF_RANGE', 'KafkaJSOffsetOutOfRange')
/** The partition, or the group, moved on to others meanwhile. */
export const isZombie = (error: unknown): boolean =>
  hasType(error, 'REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID')

const CREDENTIALS = 'KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM'
const NO_TLS = /wrong version number|packet length too long|unknown protocol|EPROTO/i
/** The broker's own words about a certificate of ours, or about there being none. */
const NO_CERTIFICATE = /alert (?:bad certificate|certificate required|certificate unknown|unknown ca)/i
const UNTRUSTED = /self.signed|unable to (verify|get)|certificate|CERT_|ERR_TLS/i

/** `ThalaError`s pass as they are. */
export function toThalaError(error: unknown, settings: KafkaSettings): ThalaError {
  if (isThalaError(error)) return error
  const all = traits(error)
  const cluster = `Kafka at ${brokersLine(settings)}`
  const words = all.map(({ message, code }) => `${code} ${message}`).join(' ')
  const badConfig = (problem: string) => new ThalaError('bad-config', `${cluster} ${problem}`, { cause: error })

  if (hasType(error, 'KafkaJSSASLAuthenticationError', 'SASL_AUTHENTICATION_FAILED'))
    return badConfig(`refused the user '${settings.sasl?.username ?? ''}': check ${CREDENTIALS}`)
  if (hasType(error, 'UNSUPPORTED_SASL_MECHANISM'))
    return badConfig(`does not know the mechanism ${settings.sasl?.mechanism ?? ''}: check KAFKA_SASL_MECHANISM`)
  if (NO_TLS.test(words)) return badConfig('does not speak TLS there: check KAFKA_SECURITY_PROTOCOL and the port')
  if (NO_CERTIFICATE.test(words))
    return badConfig('wants a certificate of this client that it trusts: check KAFKA_SSL_CERT and KAFKA_SSL_KEY')
  if (UNTRUSTED.test(words))
    return badConfig(`shows a certificate that is not trusted (${last(all)}): give its authority in KAFKA_SSL_CA`)
  if (hasType(error, 'KafkaJSServerDoesNotSupportApiKey', 'UNSUPPORTED_VERSION'))
    return badConfig(`is of a version that this client does not speak: use Kafka 2.1 to 4.x`)
  const denied = all.find(({ type }) => type.endsWith('_AUTHORIZATION_FAILED'))
  if (denied)
    return badConfig(
      `forbids it (${denied.message}): give the user '${settings.sasl?.username ?? 'anonymous'}' the right`,
    )
  return new ThalaError(
    'dependency-down',
    `${cluster} does not answer: ${last(all)} (check KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL)`,
    { cause: error },
  )
}

/** The innermost message: the others repeat it. */
const last = (all: readonly Trait[]): string => all.at(-1)?.message.replace(/\s+/g, ' ') ?? 'no reason given'
