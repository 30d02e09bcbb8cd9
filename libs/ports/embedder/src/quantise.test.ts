import { describe, expect, it } from 'vitest'
import { DIMENSIONS } from './port.ts'
import { hasWords, quantise } from './quantise.ts'

const unit = (first: number) => Array.from({ length: DIMENSIONS }, (_, i) => (i === 0 ? first : 0))

describe('quantise', () => {
  it('refuses a vector of another length', () => {
    expect(() => quantise([1, 0])).toThrow(/384 numbers, this one 2/)
  })

  it('refuses NaN instead of storing a zero', () => {
    expect(() => quantise(unit(Number.NaN))).toThrow(/number 0 .* not a number/)
  })

  it('holds what rounding pushes out of range within ±127', () => {
    expect(quantise(unit(1.01))[0]).toBe(127)
    expect(quantise(unit(-7))[0]).toBe(-127)
  })

  it('rounds to the nearest 127th', () => {
    expect(quantise(unit(0.5))[0]).toBe(64)
    expect(quantise(unit(-0.1))[0]).toBe(-13)
  })
})

describe('hasWords', () => {
  it.each(['', '   ', '🎉🎉', '?!…', '\n\t'])('finds no word in %j', (text) => {
    expect(hasWords(text)).toBe(false)
  })

  it.each(['ok', '502', 'сбой', '障害', '-> a'])('finds one in %j', (text) => {
    expect(hasWords(text)).toBe(true)
  })
})
