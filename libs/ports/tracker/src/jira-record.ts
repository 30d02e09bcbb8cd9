// The shape of an issue of Jira as its REST interface (v2 and v3) and exports hold it: what Thala reads of it, checked.
// Unknown fields are ignored; comments and changes are checked one by one, so that a broken one costs itself alone.

import { isoTime, maybe, readableItems } from '@thala/contracts'
import { z } from 'zod'

const lenient = <T extends z.ZodType>(schema: T) => maybe(schema).catch(undefined)

/** Epoch ms. */
const time = z.string().transform((text, context) => {
  const at = isoTime(text)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'expected a time such as 2025-09-08T09:41:50.000+0000' })
  return z.NEVER
})

/** Part of message ids: numbers in Jira. */
const id = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[\w.-]{1,64}$/, 'expected a number, or up to 64 letters, digits, dots and dashes'))

const named = z.object({ id: lenient(id), name: lenient(z.string()) })

export const jiraUser = z.object({
  accountId: lenient(z.string().min(1).max(200)),
  key: lenient(z.string().min(1).max(200)),
  name: lenient(z.string().min(1).max(200)),
  displayName: lenient(z.string()),
  accountType: lenient(z.string()),
})
export type JiraUser = z.infer<typeof jiraUser>

export const jiraStatus = z.object({
  id: lenient(id),
  name: lenient(z.string()),
  statusCategory: lenient(z.object({ key: z.string() })),
})

export const jiraFile = z.object({
  id: lenient(id),
  filename: lenient(z.string()),
  mimeType: lenient(z.string()),
  size: lenient(z.number().nonnegative()),
  content: lenient(z.string()),
})
export type JiraFile = z.infer<typeof jiraFile>

const unknowns = z.array(z.unknown()).catch([])
/** A list, or a page that holds it. */
const listIn = (name: string) =>
  z
    .preprocess((value) => (Array.isArray(value) ? { [name]: value } : value), z.object({ [name]: unknowns }))
    .catch({})
    .transform((page): readonly unknown[] => page[name] ?? [])

export const jiraIssue = z.object({
  id,
  key: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}-\d{1,10}$/i, 'expected a key such as OPS-123'),
  self: lenient(z.string()),
  fields: z.object({
    summary: z.string(),
    created: time,
    updated: maybe(time),
    /** A document of Atlassian's format, or text. */
    description: z.unknown().optional(),
    issuetype: lenient(named),
    priority: lenient(named),
    status: lenient(jiraStatus),
    resolution: lenient(named),
    resolutiondate: lenient(time),
    statuscategorychangedate: lenient(time),
    project: lenient(z.object({ key: z.string().min(1).max(64), name: lenient(z.string()) })),
    reporter: lenient(jiraUser),
    creator: lenient(jiraUser),
    security: lenient(named),
    comment: listIn('comments'),
    attachment: readableItems(jiraFile),
  }),
  /** `histories` in a search's answer, `values` in a page of the changelog alone. */
  changelog: z
    .preprocess((value) => {
      const page = z.object({ histories: z.unknown(), values: z.unknown() }).partial().safeParse(value).data
      return page?.histories ?? page?.values ?? value
    }, z.array(z.unknown()))
    .optional()
    .catch(undefined),
})
export type JiraIssue = z.infer<typeof jiraIssue>

export const jiraComment = z.object({
  id,
  created: time,
  updated: maybe(time),
  body: z.unknown().refine((value) => value !== undefined, 'missing'),
  author: lenient(jiraUser),
  /** Only this role or group may read it. */
  visibility: lenient(
    z.object({ type: lenient(z.string()), value: lenient(z.string()), identifier: lenient(z.string()) }),
  ),
})
export type JiraComment = z.infer<typeof jiraComment>

/** Of own properties alone: every object inherits a `toString`, which Jira gives a meaning of its own. */
const item = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key === 'toString' ? 'toName' : key, one]))
      : value,
  z.object({
    field: z.string(),
    from: lenient(z.string()),
    fromString: lenient(z.string()),
    to: lenient(z.string()),
    toName: lenient(z.string()),
  }),
)

export const jiraChange = z.object({
  id,
  created: time,
  author: lenient(jiraUser),
  items: readableItems(item),
})
export type JiraChange = z.infer<typeof jiraChange>
