import { describe, expect, it } from 'vitest'
import { drawFindings } from './draw.ts'
import { fault, ok, warning } from './finding.ts'

const log = { what: 'event log', on: 'Kafka, a:9092', variable: 'KAFKA_BOOTSTRAP_SERVERS' }

describe('an examination for a terminal', () => {
  it('is a line for each finding, with what would change it, and a sum', () => {
    const lines = drawFindings(
      [ok({ what: 'Node.js', on: '24.15.0' }), warning(log, 'slow'), fault(log, 'gone'), fault(log, 'gone')],
      { colour: false },
    )
    expect(lines).toEqual([
      'ok       Node.js            24.15.0',
      'warning  event log          Kafka, a:9092: slow  [KAFKA_BOOTSTRAP_SERVERS]',
      'fault    event log          Kafka, a:9092: gone  [KAFKA_BOOTSTRAP_SERVERS]',
      'fault    event log          Kafka, a:9092: gone  [KAFKA_BOOTSTRAP_SERVERS]',
      '',
      '2 faults, 1 warning',
    ])
  })

  it('says so when all is well', () => {
    expect(drawFindings([ok(log)], { colour: false }).at(-1)).toBe('all is well')
    expect(drawFindings([warning(log, 'slow')], { colour: false }).at(-1)).toBe('no fault, 1 warning')
  })

  it('stays on its line and in its colours, whatever a name or a message contains', () => {
    const [line = ''] = drawFindings([fault({ what: 'variable', on: 'A\u001b[31m\nB' }, 'x\u0007')], { colour: false })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
    expect(line).not.toMatch(/[\u0000-\u001f]/)
  })
})
