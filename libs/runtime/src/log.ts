// Logs: one JSON line an event, to a stream of the caller's choice. Promise: the value of a secret variable never appears.

import pino, { type DestinationStream, type Logger } from 'pino'
import type { Env } from './topology.ts'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

const SECRET_NAME = /(TOKEN|SECRET|PASSWORD|API_KEY|ACCESS_KEY|WEBHOOK_URL)/
/** Shorter values would blank out ordinary words. */
const SHORTEST_SECRET = 6

/** Replaces the values of secret variables by their names, whatever field or message they stand in. */
export function redactor(env: Env): (line: string) => string {
  const secrets = Object.entries(env)
    .flatMap(([name, value]) =>
      value && SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET
        ? [{ name, value: JSON.stringify(value).slice(1, -1) }]
        : [],
    )
    .sort((a, b) => b.value.length - a.value.length)
  return (line) => secrets.reduce((text, { name, value }) => text.replaceAll(value, `[${name}]`), line)
}

export function createLog(env: Env, destination?: DestinationStream): Logger {
  const options = {
    level: env.THALA_LOG_LEVEL || 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.token', '*.password', '*.authorization', 'headers.authorization'], censor: '[redacted]' },
    hooks: { streamWrite: redactor(env) },
  }
  return destination ? pino(options, destination) : pino(options)
}

export const silentLog = (): Logger => pino({ level: 'silent' })
