// Canonical bytes and hashes. Ids and the state hash rest on them, so their form never changes.

import { createHash } from 'node:crypto'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

/** JSON with keys sorted by code unit and without `undefined`: equal values give equal text. Throws on NaN and infinities. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no form for ${value}`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') return canonicalObject(value)
  throw new TypeError(`canonical JSON has no form for a ${typeof value}`)
}

/** Written for speed: every stored document passes here. */
function canonicalObject(value: object): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const inner: unknown = Reflect.get(value, key)
    if (inner !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(inner)}`
  }
  return `{${text}}`
}

/** SHA-256 as 64 lower-case hex digits. */
export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** 128-bit id (32 hex digits) of an ordered list of parts; a part never runs into the next one. */
export const hashId = (...parts: readonly (string | number | boolean | null)[]): string =>
  sha256(canonicalJson(parts)).slice(0, 32)
