import { describe, expect, it } from 'vitest'
import { type Check, examine } from './examine.ts'
import { type Finding, ok } from './finding.ts'

const subject = { what: 'event log', on: 'Kafka', variable: 'KAFKA_BOOTSTRAP_SERVERS' }
const check = (look: () => AsyncIterable<Finding>): Check => ({ subject, look })
const LIMIT_MS = 50
const never = new Promise<never>(() => undefined)

describe('an examination', () => {
  it('makes a fault of what a check throws, and goes on with the others', async () => {
    const { findings, abandoned } = await examine(
      [
        // biome-ignore lint/correctness/useYield: it dies before it finds anything
        check(async function* () {
          throw new Error('no route to host')
        }),
        check(async function* () {
          yield ok(subject, 'fine')
        }),
      ],
      {},
      LIMIT_MS,
    )
    expect(findings.map(({ state, note }) => [state, note])).toEqual([
      ['fault', 'no route to host'],
      ['ok', 'fine'],
    ])
    expect(abandoned).toBe(false)
  })

  it('gives up a check that hangs, keeps what it had found, and names the variable to look at', async () => {
    const { findings, abandoned } = await examine(
      [
        check(async function* () {
          yield ok(subject, 'it opens')
          await never
        }),
      ],
      {},
      LIMIT_MS,
    )
    expect(findings.map(({ state, note }) => [state, note])).toEqual([
      ['ok', 'it opens'],
      ['fault', 'no answer within 0.05 s: check what KAFKA_BOOTSTRAP_SERVERS names'],
    ])
    expect(abandoned).toBe(true)
  })

  it('tells what was found in the order of the checks, whichever was done first', async () => {
    const { promise: second, resolve } = Promise.withResolvers<void>()
    const { findings } = await examine(
      [
        check(async function* () {
          await second
          yield ok(subject, 'first')
        }),
        check(async function* () {
          resolve()
          yield ok(subject, 'second')
        }),
      ],
      {},
      LIMIT_MS,
    )
    expect(findings.map(({ note }) => note)).toEqual(['first', 'second'])
  })

  it('has no value of a secret in any line', async () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-very-secret' }
    const { findings } = await examine(
      [
        // biome-ignore lint/correctness/useYield: it dies before it finds anything
        check(async function* () {
          throw new Error('refused: xoxb-very-secret')
        }),
        check(async function* () {
          yield ok({ ...subject, on: 'at xoxb-very-secret' })
        }),
      ],
      env,
      LIMIT_MS,
    )
    expect(JSON.stringify(findings)).not.toContain('very-secret')
    expect(findings[0]?.note).toBe('refused: [SLACK_BOT_TOKEN]')
  })
})
