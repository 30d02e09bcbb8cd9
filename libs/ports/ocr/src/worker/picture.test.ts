import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_PIXELS, MAX_RECOGNISED_PIXELS } from '../limits.ts'
import { pngOf } from '../testing/png.ts'
import { enlarged, greyOf, greyOfRaw, reduced } from './picture.ts'
import { Unreadable } from './unreadable.ts'

let dark: Uint8Array
let clear: Uint8Array
beforeAll(async () => {
  dark = await readFile(new URL('../fixtures/dark-terminal.png', import.meta.url))
  clear = await readFile(new URL('../fixtures/transparent-dialog.png', import.meta.url))
})

const pixel = async (png: Uint8Array): Promise<number | undefined> => (await sharp(png).raw().toBuffer())[0]

describe('a picture', () => {
  it('that is too large is refused by what its header states, before anything is decoded', async () => {
    for (const [width, height] of [
      [14_000, 14_000],
      [1_000_000, 2],
    ] as const)
      await expect(greyOf(pngOf(width, height))).rejects.toThrow(`${width} × ${height} pixels`)
  })

  it('that is cut short, damaged or no picture at all is unreadable', async () => {
    for (const bytes of [
      dark.subarray(0, dark.length / 2),
      dark.subarray(20),
      Buffer.from('<svg/>'),
      new Uint8Array(1),
    ])
      await expect(greyOf(bytes)).rejects.toBeInstanceOf(Unreadable)
  })

  it('drawn by a script is not opened, whatever else the library could', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    await expect(greyOf(Buffer.from(svg))).rejects.toBeInstanceOf(Unreadable)
  })

  it.each(['png', 'jpeg', 'webp', 'tiff', 'gif'] as const)('in %s becomes grey pixels', async (format) => {
    const { width, height, data } = await greyOf(await sharp(dark).toFormat(format).toBuffer())
    expect([width, height, data.length]).toEqual([420, 90, 420 * 90])
  })

  it('with sixteen bits, an alpha channel or both becomes grey pixels', async () => {
    const deep = await sharp(clear).toColourspace('rgb16').png().toBuffer()
    expect((await greyOf(deep)).data.length).toBe(420 * 90)
  })

  it('that is transparent lies on white', async () => {
    expect((await greyOf(clear)).data[0]).toBe(255)
  })

  it('that moves is read by its first frame', async () => {
    const frame = (level: number) => ({
      create: { width: 8, height: 8, channels: 3 as const, background: `rgb(${level},${level},${level})` },
    })
    const frames = await Promise.all([10, 200, 200].map((level) => sharp(frame(level)).png().toBuffer()))
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    const { height, data } = await greyOf(gif)
    expect(height).toBe(8)
    expect(data[0]).toBeLessThan(30)
  })

  it('out of a document obeys the same limit', async () => {
    const raw = { width: MAX_PIXELS, height: 2, channels: 1 as const, data: new Uint8Array(1) }
    await expect(async () => greyOfRaw(raw)).rejects.toBeInstanceOf(Unreadable)
    const small = await greyOfRaw({
      width: 2,
      height: 1,
      channels: 4,
      data: new Uint8Array([0, 0, 0, 0, 0, 0, 0, 255]),
    })
    expect([...small.data]).toEqual([255, 0])
  })
})

describe('a picture to be recognised', () => {
  it('is enlarged, and dark on light whatever it was', async () => {
    const grey = await greyOf(dark)
    const { png, ...size } = await enlarged(grey, 2)
    expect(size).toEqual({ width: 840, height: 180 })
    expect(await sharp(png).metadata()).toMatchObject(size)
    expect(grey.data[0]).toBeLessThan(60)
    expect(await pixel(png)).toBeGreaterThan(190)
    expect(await pixel((await enlarged(await greyOf(clear), 2)).png)).toBeGreaterThan(190)
  })

  it('has no more pixels than recognition may take', async () => {
    const data = new Uint8Array(4_000 * 4_000)
    const huge = { width: 4_000, height: 4_000, data }
    const { width, height } = await enlarged(huge, 3)
    expect(width * height).toBeLessThanOrEqual(MAX_RECOGNISED_PIXELS * 1.01)
  })

  it('is reduced where it is too large, and else left as it is', async () => {
    const small = { width: 20, height: 10, data: new Uint8Array(200).fill(255) }
    expect(await reduced(small)).toBe(small)
    const { width, height, data } = await reduced({
      width: 4_000,
      height: 3_000,
      data: new Uint8Array(12_000_000).fill(9),
    })
    expect(width * height).toBeLessThanOrEqual(MAX_RECOGNISED_PIXELS * 1.01)
    expect([data.length, data[0]]).toEqual([width * height, 9])
  })

  it('has a pixel left of however thin a picture', async () => {
    const thin = { width: 20_000, height: 1, data: new Uint8Array(20_000).fill(255) }
    expect(await sharp((await enlarged(thin, 3)).png).metadata()).toMatchObject({ height: 3 })
  })
})
