import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasOtherGround, levelled } from './ground.ts'
import type { Grey } from './picture.ts'

const SIZE = 160

/** A picture by the level of each pixel. */
const drawn = (level: (x: number, y: number) => number, width = SIZE, height = SIZE): Grey => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, at) => level(at % width, Math.floor(at / width))),
})
/** Strokes of two pixels, as of letters, on their ground. */
const strokes = (ground: number, ink: number) => (x: number, y: number) => (x % 12 < 2 && y % 20 < 10 ? ink : ground)
const light = strokes(250, 30)
const dark = strokes(25, 200)
const at = ({ width, data }: Grey, x: number, y: number): number | undefined => data[y * width + x]

describe('a picture has another ground', () => {
  it('when a part is dark though the whole is light, or the other way round', () => {
    const below = drawn((x, y) => (y < 120 ? light(x, y) : dark(x, y)))
    const above = drawn((x, y) => (y < 40 ? light(x, y) : dark(x, y)))
    expect(hasOtherGround(below, false)).toBe(true)
    expect(hasOtherGround(above, true)).toBe(true)
  })

  it('not when it is alike all over, or has a button or a bar', () => {
    expect(hasOtherGround(drawn(light), false)).toBe(false)
    expect(hasOtherGround(drawn(dark), true)).toBe(false)
    expect(
      hasOtherGround(
        drawn((x, y) => (y < 12 ? dark(x, y) : light(x, y))),
        false,
      ),
    ).toBe(false)
  })
})

describe('a levelled picture', () => {
  it('is dark on white in every part, whatever its ground', () => {
    const level = levelled(drawn((x, y) => (y < 80 ? light(x, y) : dark(x, y))))
    for (const y of [20, 140]) {
      expect(at(level, 60, y)).toBeLessThan(20)
      expect(at(level, 66, y)).toBeGreaterThan(245)
    }
  })

  it('makes pale letters black and leaves noise pale', () => {
    expect(at(levelled(drawn(strokes(240, 170))), 60, 60)).toBeLessThan(20)
    expect(at(levelled(drawn(strokes(240, 230))), 60, 60)).toBeGreaterThan(190)
  })

  it('keeps the size of any picture, however small or thin, and one without letters is white', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(side, side, fc.nat(255), (width, height, shade) => {
        const level = levelled(drawn(() => shade, width, height))
        expect([level.width, level.height]).toEqual([width, height])
        expect(level.data.every((value) => value === 255)).toBe(true)
      }),
    )
  })

  it('has letters near an edge of the picture as in its middle', () => {
    const level = levelled(drawn(dark))
    expect(at(level, 0, 0)).toBeLessThan(20)
    expect(at(level, SIZE - 1, SIZE - 1)).toBeGreaterThan(245)
  })
})
