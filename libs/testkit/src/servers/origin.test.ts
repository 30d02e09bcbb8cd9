import { describe, expect, it } from 'vitest'
import { decideOrigin, type Facts, wantedServers } from './origin.ts'

const nothing: Facts = { address: undefined, docker: false, java: false, jars: false }
const everything: Facts = { address: 'there:9092', docker: true, java: true, jars: true }

describe('where a test server comes from', () => {
  it.each([
    ['an address that was given, whatever else there is', everything, { from: 'address', address: 'there:9092' }],
    ['Docker rather than jars', { ...everything, address: undefined }, { from: 'docker' }],
    ['Docker rather than an empty address', { ...everything, address: '' }, { from: 'docker' }],
    ['jars where Java and the jars can be had', { ...nothing, java: true, jars: true }, { from: 'jars' }],
  ])('is %s', (_, facts, origin) => {
    expect(decideOrigin('kafka', facts)).toEqual(origin)
  })

  it.each([
    ['Java', { ...nothing, jars: true }, /install Java 21 or newer, or set ELASTICSEARCH_URL$/],
    ['Maven', { ...nothing, java: true }, /install Maven \(mvn\), or set ELASTICSEARCH_URL$/],
    ['both', nothing, /install Java 21 or newer and Maven \(mvn\), or set ELASTICSEARCH_URL$/],
  ])('is nowhere without %s, and the reason says what to install', (_, facts, reason) => {
    expect(decideOrigin('elasticsearch', facts)).toEqual({ from: 'nowhere', reason: expect.stringMatching(reason) })
  })
})

describe('what THALA_TEST_SERVERS asks for', () => {
  const both = ['kafka', 'elasticsearch']

  it('is refused by name when it is none of the four', () => {
    expect(() => wantedServers({ THALA_TEST_SERVERS: 'yes' })).toThrow(/THALA_TEST_SERVERS should be required, off/)
  })

  it.each([
    [{}, { programs: both, required: false }],
    [{ THALA_TEST_SERVERS: '' }, { programs: both, required: false }],
    [{ THALA_TEST_SERVERS: 'required' }, { programs: both, required: true }],
    [{ CI: 'true' }, { programs: both, required: true }],
    [
      { CI: 'true', THALA_TEST_SERVERS: 'off' },
      { programs: [], required: false },
    ],
    [{ THALA_TEST_SERVERS: 'kafka' }, { programs: ['kafka'], required: false }],
    [{ THALA_TEST_SERVERS: 'elasticsearch' }, { programs: ['elasticsearch'], required: false }],
  ])('in %o is %o', (environment, wanted) => {
    expect(wantedServers(environment)).toEqual(wanted)
  })
})
