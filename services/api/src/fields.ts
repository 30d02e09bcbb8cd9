// Fields of bodies and answers that several routes share, as clients of the earlier interface send and know them.

import { categories, isIncidentId, MAX_TEXT, severities, wireStatuses } from '@thala/contracts'
import { z } from 'zod'
import { PROBLEM_TYPE, problemBody } from './problem.ts'

/** Bytes: with what is put before it, an id that the store takes. */
const MAX_OWN_ID = 400

const wellFormed = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)

/** Half a character, which no text has and many a reader of JSON refuses, is replaced: clients cut texts anywhere. */
const whole = (text: z.ZodString) => text.overwrite((said) => said.toWellFormed())

/** What is searched for, or predicted. */
export const queryText = whole(z.string().trim().min(1).max(2000))

/** An incident's id in a look-up: whatever people call it. */
export const issueId = whole(z.string().trim().min(1).max(512))

/** An id that a client gives. A colon in front is kept for ids that are made here, and an incident's for that incident. */
export const ownId = z
  .string()
  .trim()
  .min(1)
  .refine((id) => Buffer.byteLength(id) <= MAX_OWN_ID, `at most ${MAX_OWN_ID} bytes`)
  .refine((id) => wellFormed(id) && !id.startsWith(':'), 'printable characters, not beginning with ":"')
  .refine(
    (id) => !isIncidentId(id),
    'INC-… and 32 hexadecimal digits are given here: send an id of your own, or none; an incident that exists is written to by /update_status and /add_discussion',
  )

/** A person or a system by name. */
export const named = whole(z.string().trim().max(200)).refine(wellFormed, 'printable characters')

export const words = whole(z.string().max(MAX_TEXT))

/** One of a closed list in any case of letters, as clients have always sent them. */
export const anyCase = <const V extends readonly [string, ...string[]]>(values: V) =>
  z
    .string()
    .meta({ enum: [...values] })
    .transform((text, context): V[number] => {
      const found = values.find((value) => value.toLowerCase() === text.trim().toLowerCase())
      if (found !== undefined) return found
      context.addIssue(`one of ${values.join(', ')} was expected`)
      return z.NEVER
    })

export const category = anyCase(categories)
export const severity = anyCase(severities)
export const status = anyCase(wireStatuses)
export const likelihood = anyCase(['Likely', 'Not Likely', 'Unlikely']).transform((said) =>
  said === 'Likely' ? said : 'Not Likely',
)

export const isoInstant = z.iso.datetime()

/** What an answer tells of a fix. */
export const resolution = {
  resolution_text: z.string().nullable(),
  resolved_by: z.string().nullable(),
  resolved_at: isoInstant.nullable(),
}

/** A person or a program is offered these when an id fits several incidents. */
const candidate = z.object({ issue_id: z.string(), document_id: z.string(), title: z.string().optional() })
export const ambiguousAnswer = {
  description: 'The id fits several incidents',
  type: PROBLEM_TYPE,
  schema: problemBody.extend({ candidates: z.array(candidate) }),
}
