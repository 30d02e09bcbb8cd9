import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cut, maybe, readableItems } from './reading.ts'

describe('cutting', () => {
  it('leaves a text of exactly the length alone', () => {
    expect(cut('1234567890', 10)).toBe('1234567890')
  })

  it('never leaves half of a character', () => {
    expect(cut('123😀567890x', 10)).toBe('123\n[cut]')
  })
})

describe('a list with odd members', () => {
  it('keeps those that can be read, and is empty where there is no list', () => {
    const names = readableItems(z.object({ name: maybe(z.string()) }))
    expect(names.parse([{ name: 'a' }, null, 7, { name: null }, { name: 5 }])).toEqual([{ name: 'a' }, {}])
    expect(names.parse('none')).toEqual([])
  })
})
