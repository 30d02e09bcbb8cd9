// What the parent and its reading process say to each other.

import type { Reading } from './port.ts'

export interface Question {
  readonly id: number
  readonly bytes: Uint8Array
}

/** Once `ready`, then one answer for each question. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly id: number; readonly reading: Reading }
