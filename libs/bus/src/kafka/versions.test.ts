import { describe, expect, it } from 'vitest'
import { unspoken } from './versions.ts'

/** Produce, Fetch, ListOffsets, OffsetCommit, JoinGroup, as Kafka 4 answers. */
const kafka4 = {
  0: { minVersion: 3, maxVersion: 13 },
  1: { minVersion: 4, maxVersion: 18 },
  2: { minVersion: 1, maxVersion: 11 },
  8: { minVersion: 2, maxVersion: 10 },
  11: { minVersion: 2, maxVersion: 9 },
}

describe('the versions of a broker', () => {
  it('suit when each request that is needed has one in common', () => {
    expect(unspoken(kafka4)).toEqual([])
  })

  it('that are too old, too new or missing are named', () => {
    const wrong = { ...kafka4, 0: { minVersion: 0, maxVersion: 2 }, 1: { minVersion: 12, maxVersion: 20 } }
    expect(unspoken(wrong)).toEqual(['Produce', 'Fetch'])
    const { 11: _, ...rest } = kafka4
    expect(unspoken(rest)).toEqual(['JoinGroup'])
  })
})
