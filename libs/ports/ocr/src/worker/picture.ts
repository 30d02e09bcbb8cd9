// Pictures, made ready for recognition: refused by their header if they are too large, flattened on white, dark themes
// turned to dark on light, and enlarged, for the letters of a screenshot are smaller than those the model was trained on.

import sharp, { type Sharp } from 'sharp'
import { MAX_PIXELS, MAX_RECOGNISED_PIXELS, MAX_SIDE_PIXELS } from '../limits.ts'
import { Unreadable } from './unreadable.ts'

sharp.concurrency(1)
sharp.cache(false)
// Of all that the library could open, only what is read here: no drawing, document or raw format reaches a decoder.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadPng',
    'VipsForeignLoadJpeg',
    'VipsForeignLoadWebp',
    'VipsForeignLoadTiff',
    'VipsForeignLoadNsgif',
  ],
})

/** Grey pixels, one byte each, white 255. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface RawPicture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  readonly data: Uint8Array | Uint8ClampedArray
}

const decoding = { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 } as const

/** The first frame. Throws `Unreadable`. */
export async function greyOf(bytes: Uint8Array): Promise<Grey> {
  try {
    const { width, height } = await sharp(bytes, { ...decoding, limitInputPixels: false }).metadata()
    checkSize(width, height)
    return await grey(sharp(bytes, decoding).autoOrient())
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('the picture is damaged, cut short, or of a kind that cannot be read')
  }
}

export function greyOfRaw({ data, ...raw }: RawPicture): Promise<Grey> {
  checkSize(raw.width, raw.height)
  return grey(sharp(data, { raw }))
}

function checkSize(width: number, height: number): void {
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE_PIXELS)
    throw new Unreadable(
      `the picture is too large: ${width} × ${height} pixels, of which ${MAX_PIXELS / 1e6} million are read, ${MAX_SIDE_PIXELS} a side`,
    )
}

async function grey(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture
    .flatten({ background: 'white' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 1) throw new Unreadable('the picture has colours that cannot be read')
  return { width: info.width, height: info.height, data }
}

/** Below this the background is dark: on the development pictures light ones are above 150 and dark ones below 80. */
const DARK = 110

export const isDark = ({ data }: Grey): boolean => mean(data) < DARK

/** Encoded without compression, as recognition takes it. */
export interface Enlarged {
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
}

export async function enlarged(picture: Grey, times: number): Promise<Enlarged> {
  const { size, sized } = resized(picture, times)
  const light = isDark(picture) ? sized.negate() : sized
  return { ...size, png: await light.toColourspace('b-w').png({ compressionLevel: 0 }).toBuffer() }
}

/** No larger than recognition takes. */
export async function reduced(picture: Grey): Promise<Grey> {
  if (picture.width * picture.height <= MAX_RECOGNISED_PIXELS) return picture
  const { size, sized } = resized(picture, 1)
  return { ...size, data: await sized.toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer() }
}

function resized({ data, width, height }: Grey, times: number) {
  const scale = Math.min(times, Math.sqrt(MAX_RECOGNISED_PIXELS / (width * height)))
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const picture = sharp(data, { raw: { width, height, channels: 1 } })
  return { size, sized: picture.resize({ ...size, fit: 'fill', kernel: 'cubic' }) }
}

/** Of every seventh pixel, which no pattern of a screen repeats after. */
function mean(data: Uint8Array): number {
  let sum = 0
  let count = 0
  for (let at = 0; at < data.length; at += 7) {
    sum += data[at] ?? 0
    count++
  }
  return sum / Math.max(1, count)
}
