// One labelled text, whatever it came from.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Category, MessageType, Severity } from '@thala/contracts'
import { z } from 'zod'

export type Voice = 'operator' | 'user' | 'chat' | 'utterance' | 'tracker' | 'definition'

export interface Sample {
  readonly text: string
  readonly parent: string | null
  readonly voice: Voice
  /** The company, project or fifth of the utterances it came from: hold-outs leave out whole groups. */
  readonly group: string
  /** Types that would be right; null: says nothing of the type. */
  readonly types: readonly MessageType[] | null
  /** The fix is final; null: is no fix, or it is not known. */
  readonly complete: boolean | null
  readonly category: Category | null
  readonly severity: Severity | null
  readonly weight: number
  /** Counts in the figures; the others only teach. */
  readonly scored: boolean
}

/** What a sample says unless it says otherwise: nothing. */
export const unlabelled = {
  parent: null,
  types: null,
  complete: null,
  category: null,
  severity: null,
  weight: 1,
  scored: false,
} as const

/** 0 to n-1, by the text alone: the same in every run. */
export const shareOf = (text: string, n: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) % n

/** Parses every line of a JSONL file; an error names the file and the line. */
export function readLines<S extends z.ZodType>(file: string, schema: S): z.infer<S>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return []
      const parsed = schema.safeParse(JSON.parse(line))
      if (!parsed.success) throw new Error(`${file}, line ${i + 1}: ${z.prettifyError(parsed.error)}`)
      return [parsed.data]
    })
}
