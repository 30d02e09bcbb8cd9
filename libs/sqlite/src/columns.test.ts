import { describe, expect, it } from 'vitest'
import { bytes, bytesOrNull, integer, text, textOrNull } from './columns.ts'

describe('columns', () => {
  it('of another type than wanted throw, and say which type they are', () => {
    expect(() => integer('7')).toThrow('string, not a number')
    expect(() => integer(undefined)).toThrow('undefined, not a number')
    expect(() => text(7)).toThrow('number, not text')
    expect(() => text(null)).toThrow('null, not text')
    expect(() => textOrNull(undefined)).toThrow('not text')
    expect(() => bytes('x')).toThrow('string, not bytes')
    expect(() => bytesOrNull(1)).toThrow('number, not bytes')
  })

  it('of the wanted type pass through', () => {
    const some = new Uint8Array([1, 0, 255])
    expect([integer(7), integer(8n), text(''), textOrNull(null), textOrNull('a')]).toEqual([7, 8, '', null, 'a'])
    expect([bytes(some), bytesOrNull(some), bytesOrNull(null)]).toEqual([some, some, null])
  })
})
