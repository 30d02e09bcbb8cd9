import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { MAPPING_VERSION } from './mapping.ts'
import { aliases, indexName, isIndexOf, writesTo } from './names.ts'

const { deadLetters, messages } = collections

describe('names on the server', () => {
  it('of the store itself and of its namespaces never meet', () => {
    expect(aliases('thala-', '')(deadLetters)).toBe('thala-dead-letters')
    expect(aliases('thala-', 'dead')(messages)).toBe('thala-dead.messages')
    const names = ['', 'dead', 'g1'].flatMap((name) => [messages, deadLetters].map(aliases('thala-', name)))
    expect(new Set(names).size).toBe(6)
  })

  it('of an index are told from those of another collection, and from its alias for writes', () => {
    const index = indexName('thala-messages', 7)
    expect(index).toBe(`thala-messages-v${MAPPING_VERSION}-000007`)
    expect(isIndexOf('thala-messages', index)).toBe(true)
    for (const other of [
      writesTo(index),
      'thala-messages',
      `thala-messages-v${MAPPING_VERSION}`,
      'thala-messages-voice-v1-000001',
    ])
      expect(isIndexOf('thala-messages', other)).toBe(false)
  })

  it.each(['Thala-', '', '.a', 'a.b-', 'ä-', '-a', `${'a'.repeat(65)}`])('refuses the prefix %j', (prefix) => {
    expect(() => aliases(prefix, '')).toThrow('THALA_INDEX_PREFIX')
  })
})
