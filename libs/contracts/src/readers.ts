// Who reads a Jira project, a mailbox or a queue of tickets: what the operator says in THALA_READERS, and the directory
// entry and audience that follow from it. Promise: what nobody named is read by the operators alone.

import type { DirectoryEntry } from './directory.ts'
import type { SourceKind } from './enums.ts'
import { ThalaError } from './errors.ts'
import { sourceEventId } from './ids.ts'
import { WORKSPACE } from './message.ts'

export const READERS_VARIABLE = 'THALA_READERS'

/** Conversation id, or a short form of it (`jira:OPS`, `ticket:Billing`, `mail:*`) → `workspace` or a conversation id. */
export type ReaderMap = ReadonlyMap<string, string>

const EXAMPLE = 'jira:OPS=workspace,mail:ops@acme.example=slack:T0123:C0456'
const SUBJECT = /^(?:jira|mail|ticket):[^\s=]/
const TARGET = /^(?:slack:[^:\s]+:[^:\s]+|(?:jira|mail|ticket):\S+)$/

/** A comma or an equals sign inside of a name is written `%2C`, `%3D`. `variable` is what an error names. */
export function parseReaders(text: string, variable: string = READERS_VARIABLE): ReaderMap {
  const map = new Map<string, string>()
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const fault = (what: string) =>
      new ThalaError('bad-config', `${variable}: "${part.slice(0, 200)}" ${what}; expected for example ${EXAMPLE}`)
    const [left = '', right = '', ...more] = part.split('=')
    if (right === '' || more.length > 0) throw fault('is not of the form who=readers')
    const subject = decoded(left)
    if (subject === null || !SUBJECT.test(subject)) throw fault('does not begin with jira:, mail: or ticket:')
    const target = decoded(right)
    if (target === null || (target !== WORKSPACE && !TARGET.test(target)))
      throw fault(`names neither ${WORKSPACE} nor a conversation such as slack:T0123:C0456`)
    const key = keyOf(subject)
    const before = map.get(key)
    if (before !== undefined && before !== target) throw fault(`gives ${subject} a second time, to other readers`)
    map.set(key, target)
  }
  return map
}

/** Names of queues and mailboxes are compared without case: tools do not agree on it. */
const keyOf = (subject: string): string => subject.toLowerCase()

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.trim())
  } catch {
    return null
  }
}

export interface MappedConversation {
  readonly entry: Omit<DirectoryEntry, 'v'>
  /** What a message of it carries as `audience`. */
  readonly audience: string
}

/** `alias`: its short form. `revision`: when the operator's word was read, epoch ms: what is said later outranks it. */
export function mappedConversation(
  of: { readonly id: string; readonly alias: string; readonly name: string; readonly source: SourceKind },
  map: ReaderMap,
  revision: number,
): MappedConversation {
  const target = map.get(keyOf(of.id)) ?? map.get(keyOf(of.alias)) ?? map.get(`${of.id.split(':')[0]}:*`)
  const open = target === WORKSPACE
  const subject: DirectoryEntry['subject'] = {
    kind: 'conversation',
    name: of.name.slice(0, 256),
    visibility: open ? 'public' : 'private',
    members: [],
    ...(open ? {} : target === undefined ? { operators: true } : { readersOf: target }),
  }
  const id = sourceEventId(of.id, revision, false, subject)
  return {
    entry: { id, subjectId: of.id, source: of.source, revision, deleted: false, subject },
    audience: target ?? of.id,
  }
}
