// PNG files for tests, written chunk by chunk: small ones that state much.

import { crc32, deflateSync } from 'node:zlib'

export interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** Grey, eight bits. `rows`: what is compressed as its pixels, by default less than it should be. */
export function pngOf(
  width: number,
  height: number,
  rows: Uint8Array = new Uint8Array(1),
  extra: readonly Chunk[] = [],
): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  return Buffer.concat([
    SIGNATURE,
    written({ type: 'IHDR', data: header }),
    ...extra.map(written),
    written({ type: 'IDAT', data: deflateSync(rows) }),
    written({ type: 'IEND', data: new Uint8Array() }),
  ])
}

/** A comment that is much larger when it is inflated. */
export const compressedText = (bytes: number): Chunk => ({
  type: 'zTXt',
  data: Buffer.concat([
    Buffer.from('Comment\0\0', 'latin1'),
    deflateSync(new Uint8Array(bytes).fill(65), { level: 9 }),
  ]),
})

/** The same in the chunk for text of any language. */
export const compressedInternationalText = (bytes: number): Chunk => ({
  type: 'iTXt',
  data: Buffer.concat([
    Buffer.from('Comment\0\u0001\0\0\0', 'latin1'),
    deflateSync(new Uint8Array(bytes).fill(65), { level: 9 }),
  ]),
})
