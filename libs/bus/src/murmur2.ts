// The partitioner of Kafka's Java client, so that a key keeps its partition in whichever log it is, whoever writes it.

const SEED = 0x9747b28c
const M = 0x5bd1e995
const R = 24

const encoder = new TextEncoder()

/** 32-bit MurmurHash2 as `org.apache.kafka.common.utils.Utils.murmur2`: a signed integer. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const tail = data.length & ~3
  let h = SEED ^ data.length
  for (let i = 0; i < tail; i += 4) {
    let k = Math.imul(view.getInt32(i, true), M)
    k ^= k >>> R
    h = Math.imul(h, M) ^ Math.imul(k, M)
  }
  // The one to three bytes that are left, little-endian.
  const left = data.length - tail
  if (left > 2) h ^= view.getUint8(tail + 2) << 16
  if (left > 1) h ^= view.getUint8(tail + 1) << 8
  if (left > 0) h = Math.imul(h ^ view.getUint8(tail), M)
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}

/** Sign bit off, as Kafka does it: not the absolute value. */
const toPositive = (hash: number): number => hash & 0x7fffffff

const NOTHING = new Uint8Array(0)

/** An empty key is a key. A record without one is spread by its value, so that sending it again meets the same partition. */
export function partitionFor(key: string | null, value: Uint8Array | null, partitions: number): number {
  const bytes = key === null ? (value ?? NOTHING) : encoder.encode(key)
  return toPositive(murmur2(bytes)) % partitions
}
