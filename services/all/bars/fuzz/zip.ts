// A zip of a few small files, packed, for the fuzzer to bend: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

import { crc32, deflateRawSync } from 'node:zlib'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** Of the format that is needed to read it: 2.0. */
const VERSION = 20
const DEFLATED = 8

/** Fields of the given sizes in bytes, little-endian. */
function fields(...values: readonly (readonly [size: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([size, value]) => {
      const bytes = Buffer.alloc(size)
      bytes.writeUIntLE(value, 0, size)
      return bytes
    }),
  )
}

/** By path inside of the zip. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path)
    const packed = deflateRawSync(text)
    const about = fields(
      ...([
        [2, VERSION],
        [2, 0],
        [2, DEFLATED],
        [2, 0],
        [2, 0x21],
      ] as const),
      ...([
        [4, crc32(text)],
        [4, packed.length],
        [4, Buffer.byteLength(text)],
        [2, name.length],
        [2, 0],
      ] as const),
    )
    const local = Buffer.concat([fields([4, LOCAL]), about, name, packed])
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
    directory.push(Buffer.concat([fields([4, CENTRAL], [2, VERSION]), about, rest, name]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const count = directory.length
  const end = fields([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, central.length], [4, offset], [2, 0])
  return Buffer.concat([...parts, central, end])
}
