// What readers of every source do alike: take the optional for absent, leave out the unreadable of a list, cut what is too
// long, and keep what was refused.

import { z } from 'zod'
import { MAX_TEXT } from './message.ts'

/** Of what cannot be read at most this many bytes go to the dead letters: a record of the log holds no more than 1 MB. */
export const MAX_REJECT_BYTES = 256 * 2 ** 10

export const rejectBytes = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, MAX_REJECT_BYTES)

/** One entry of a list, as the dead letters keep it; nothing of one that is nested deeper than can be written. */
export function entryBytes(entry: unknown): Uint8Array {
  try {
    return rejectBytes(new TextEncoder().encode(JSON.stringify(entry)))
  } catch {
    return new Uint8Array()
  }
}

/** Stands where text was left out. */
export const CUT_MARK = '\n[cut]'

/** At most `most` UTF-16 units, saying so where text was left out; no character is cut in two. */
export function cut(text: string, most = MAX_TEXT): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - CUT_MARK.length).replace(/[\ud800-\udbff]$/, '')}${CUT_MARK}`
}

/** Sources write `null`, leave out, or fill in: all three are read. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** A list of which unreadable members are left out: an odd file must not cost the message. */
export const readableItems = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const parsed = schema.safeParse(item)
        return parsed.success ? [parsed.data] : []
      }),
    )
