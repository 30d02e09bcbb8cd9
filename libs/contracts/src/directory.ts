// Who and where: conversations with their members and visibility, people with their names. A register.

import { z } from 'zod'
import { sourceKind } from './enums.ts'
import { envelope, epochMs } from './message.ts'

const id = z.string().min(1).max(512)

export const conversation = z.object({
  kind: z.literal('conversation'),
  name: z.string().max(256),
  /** `shared`: open to people of another organisation; neither read nor posted to unless listed. */
  visibility: z.enum(['public', 'private', 'shared']),
  members: z.array(id).max(100_000),
  /** The operators of the installation read it besides its members: a project, mailbox or queue that nobody was named for. */
  operators: z.boolean().optional(),
  /** Another conversation: whoever reads that one reads this one too. */
  readersOf: id.optional(),
})

export const person = z.object({
  kind: z.literal('person'),
  name: z.string().max(256),
  handle: z.string().max(256),
  bot: z.boolean(),
  /** A guest reads only the conversations that list them as a member. */
  guest: z.boolean(),
  active: z.boolean(),
})

/** `subjectId` is a conversation id or a person id; the latest `(revision, id)` wins. */
export const directoryEntry = envelope({
  subjectId: id,
  source: sourceKind,
  revision: epochMs,
  deleted: z.boolean(),
  subject: z.discriminatedUnion('kind', [conversation, person]),
})
export type DirectoryEntry = z.infer<typeof directoryEntry>
