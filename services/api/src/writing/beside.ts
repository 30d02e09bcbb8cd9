// Words about an incident that is known: they stand beside its report, where whoever reads the report reads them, and a
// correction ties them to it.

import type { SourceMessage } from '@thala/contracts'
import { type Brief, makeCorrection } from '@thala/incidents'
import type { Output, StoreReader } from '@thala/service'
import { type Ground, groundFor } from './ground.ts'
import { placeBeside } from './readership.ts'
import { type About, messageOf, type Said } from './said.ts'
import {
  conversationIn,
  correctionOutput,
  entriesOf,
  isStored,
  messageOutput,
  messageState,
  type WriteDeps,
} from './write.ts'

export interface Beside {
  readonly message: SourceMessage
  readonly ground: Ground
}

/** It is there, and so is the conversation by which readers find it. */
export const isThere = async (store: StoreReader, { message, ground }: Beside): Promise<boolean> =>
  (await isStored(store, message)) && ground.isFound()

/** What reopened it counts whether or not the caller may read it: the state is known to whoever knows the incident. */
export async function aboutIt({ store }: WriteDeps, { incident: { id, incident, root } }: Brief): Promise<About> {
  const reopenedBy = incident.failedFixes.at(-1)?.reopenedBy ?? ''
  const reopenedAt = (await entriesOf(store, id)).get(reopenedBy)?.at ?? 0
  return {
    rootId: root.messageId,
    threadId: root.threadId ?? root.messageId,
    round: incident.failedFixes.length,
    after: Math.max(root.at, reopenedAt),
  }
}

/** Said before: it keeps its time, also where the client gives none. */
export async function besideIt({ store, now }: WriteDeps, { incident: { root } }: Brief, said: Said): Promise<Beside> {
  const [its, before] = await Promise.all([
    conversationIn(store, root.conversationId),
    messageState(store, said.messageId),
  ])
  const place = placeBeside(root, its)
  return {
    ground: await groundFor(store, place),
    message: messageOf({ ...said, at: before?.at ?? said.at }, place, now()),
  }
}

/** Everything to append: where it stands, what is said, and what it belongs to. */
export const tied = ({ message, ground }: Beside, rootId: string, actor: string, at: number): Output[] => [
  ...ground.outputs,
  messageOutput(message),
  correctionOutput(makeCorrection({ actor, action: 'relink', targets: [message.messageId], at, with: rootId })),
]
