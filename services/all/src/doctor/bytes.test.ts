import { describe, expect, it } from 'vitest'
import { agoText, bytesText } from './bytes.ts'

describe('sizes for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_500, '1.5 kB'],
    [12_345_678, '12 MB'],
    [79e9, '79 GB'],
    [5e18, '5000 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })
})

describe('ages for people', () => {
  it.each([
    [-5, 'just now'],
    [999, 'just now'],
    [1_000, '1 second ago'],
    [119_999, '1 minute ago'],
    [7_200_000, '2 hours ago'],
    [86_400_000 * 40, '40 days ago'],
  ])('%d ms is %s', (ms, text) => {
    expect(agoText(ms)).toBe(text)
  })
})
