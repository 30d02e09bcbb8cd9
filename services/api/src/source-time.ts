// Times in bodies: as text in the forms that all sources share (without a zone: UTC), or as a number of seconds or ms.

import { isoTime } from '@thala/contracts'
import { z } from 'zod'

/** Numbers above this are milliseconds: as seconds they would lie beyond the year 5000. */
const LARGEST_SECONDS = 1e11
const LATEST = Date.UTC(9999, 11, 31)

/** Epoch ms, or null for what is no time. */
export function readTime(value: string | number): number | null {
  if (typeof value === 'string') return isoTime(value)
  const ms = Math.floor(value < LARGEST_SECONDS ? value * 1000 : value)
  return value >= 0 && ms <= LATEST ? ms : null
}

/** In a body; reads to epoch ms. */
export const clientTime = z
  .union([z.string().max(64), z.number()])
  .transform((value, context): number => {
    const at = readTime(value)
    if (at !== null) return at
    context.addIssue('a time such as 2025-09-10T08:00:00Z was expected')
    return z.NEVER
  })
  .describe('ISO 8601 (without a zone: UTC), or seconds since 1970')
