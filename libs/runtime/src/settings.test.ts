import { service } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseSettings } from './settings.ts'

const classifier = service({
  name: 'classifier',
  config: z.object({ CLASSIFIER_MIN_CONFIDENCE: z.coerce.number().min(0).max(1).default(0.6) }),
})
const api = service({
  name: 'api',
  config: z.object({ THALA_PORT: z.coerce.number().int().min(0).max(65_535).default(8080) }),
})

describe('parseSettings', () => {
  it('names every wrong variable at once, with what it is and what it should be', () => {
    const env = { CLASSIFIER_MIN_CONFIDENCE: '7', THALA_PORT: 'eighty' }
    expect(() => parseSettings([classifier, api], env)).toThrow(
      /CLASSIFIER_MIN_CONFIDENCE \(now "7"\).*THALA_PORT \(now "eighty"\)/,
    )
  })

  it.each([
    ['THALA_PORT', 'eighty', 'a port, 1 to 65535'],
    ['THALA_PORT', '70000', 'a port, 1 to 65535'],
    ['THALA_PORT', '80.5', 'a port, 1 to 65535'],
    ['CLASSIFIER_MIN_CONFIDENCE', 'high', 'a number from 0 to 1'],
    ['CLASSIFIER_MIN_CONFIDENCE', '7', 'a number from 0 to 1'],
  ])('says all that a number may be: %s=%s', (variable, value, expected) => {
    expect(() => parseSettings([classifier, api], { [variable]: value })).toThrow(
      `${variable} (now "${value}"): expected ${expected}`,
    )
  })

  it('takes an empty variable for an absent one', () => {
    const settings = parseSettings([classifier], { CLASSIFIER_MIN_CONFIDENCE: '' })
    expect(settings.get('classifier')).toEqual({ CLASSIFIER_MIN_CONFIDENCE: 0.6 })
  })

  it('gives each declaration its own', () => {
    const settings = parseSettings([classifier, api], { THALA_PORT: '9000' })
    expect(settings.get('api')).toEqual({ THALA_PORT: 9000 })
  })
})
