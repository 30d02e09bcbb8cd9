// mail: which thread does a mail belong to? Told from its headers, and by what is left when they are missing.

import { join } from 'node:path'
import { type Threaded, type ThreadMail, threadsOf } from '@thala/mail'
import { z } from 'zod'
import type { Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import type { Figure } from './figures.ts'
import { share } from './metrics.ts'
import { readRows, time } from './rows.ts'

const mail = z.object({
  id: z.string(),
  list: z.string(),
  ts: time,
  sender: z.string().nullable(),
  subject: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  in_reply_to: z.string().nullable(),
  thread_id: z.string(),
})
type Mail = z.infer<typeof mail>

interface Answer {
  readonly isRight: boolean
  readonly bySubject: boolean
}

export const mailThreads: Task = {
  name: 'mail',
  folder: 'mail',
  run: async (folder) => {
    const mails = await readRows(join(folder, 'mails.jsonl'), mail)
    const lists = [...Map.groupBy(mails, ({ list }) => list).values()]
    return {
      figures: { thread: figure(lists, true), 'thread.withoutHeaders': figure(lists, false) },
      notes: ['a mail is right when the first mail of its thread is; one that begins a thread, when it joins none'],
    }
  },
}

function figure(lists: readonly (readonly Mail[])[], isHeaderKnown: boolean): Figure {
  const answers = lists.flatMap((list) => answersIn(list, isHeaderKnown))
  return estimate(answers, (some) => share(some, ({ isRight }) => isRight), {
    baseline: { name: 'same subject', value: share(answers, ({ bySubject }) => bySubject) },
  })
}

function answersIn(list: readonly Mail[], isHeaderKnown: boolean): Answer[] {
  const inOrder = [...list].sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))
  const found = threadsOf(inOrder.map((one) => threadMail(one, isHeaderKnown)))
  const truth = firsts(inOrder, ({ thread_id }) => thread_id)
  const told = firsts(inOrder, ({ id }) => threadIn(found, id))
  const alike = firsts(inOrder, ({ subject }) => subject.trim().toLowerCase())
  return inOrder.map((_, i) => ({ isRight: told[i] === truth[i], bySubject: alike[i] === truth[i] }))
}

const threadIn = (found: ReadonlyMap<string, Threaded>, id: string): string => found.get(id)?.thread ?? id

/** Of each mail, the first one with the same key: itself, when there is none before it. */
function firsts(mails: readonly Mail[], keyOf: (mail: Mail) => string): string[] {
  const first = new Map<string, string>()
  return mails.map((one) => {
    const key = keyOf(one)
    const known = first.get(key) ?? one.id
    first.set(key, known)
    return known
  })
}

const threadMail = ({ id, ts, sender, subject, in_reply_to }: Mail, isHeaderKnown: boolean): ThreadMail => ({
  id,
  at: ts,
  inReplyTo: isHeaderKnown && in_reply_to !== null ? [in_reply_to] : [],
  references: [],
  subject,
  sender,
  recipients: [],
})
