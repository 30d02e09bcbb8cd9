// POST /add_discussion → one more remark on an incident, kept with it.

import { isLive } from '@thala/incidents'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { ambiguousAnswer, issueId, named, words } from './fields.ts'
import { locationOf } from './index-incident.ts'
import { namedIncident } from './named-incident.ts'
import { json, type Route, route } from './route.ts'
import { clientTime } from './source-time.ts'
import { issueIdOf } from './wire.ts'
import { aboutIt, besideIt, isThere, tied } from './writing/beside.ts'
import { remarkOf } from './writing/said.ts'
import { entriesOf, write } from './writing/write.ts'

const body = z.strictObject({
  linked_issue_id: issueId,
  text: words.refine((text) => text.trim() !== '', 'words were expected'),
  user_id: named.nullish(),
  timestamp: clientTime.nullish(),
})

const answer = z.object({
  message: z.string(),
  issue_id: z.string(),
  /** Remarks on the incident that this caller may read. */
  discussion_count: z.int().nonnegative(),
})

export const addDiscussion = (deps: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/add_discussion',
    summary: 'Add a remark to an incident',
    needs: 'write',
    body,
    answers: {
      200: { description: 'Added, and shown from now on', schema: answer },
      202: { description: 'Taken in, not shown yet; `Location` is where it will be', schema: answer },
      404: { description: 'No such incident that this caller may read' },
      409: ambiguousAnswer,
    },
    handle: async ({ body, access }) => {
      const { store, now } = deps
      const id = body.linked_issue_id
      const brief = await namedIncident(deps, access, id)
      const about = await aboutIt(deps, brief)
      const said = { text: body.text, by: body.user_id || null, at: body.timestamp ?? null }
      const remark = await besideIt(deps, brief, remarkOf(about, said, now()))
      const { messageId } = remark.message
      const isShown = async () =>
        (await entriesOf(store, brief.card.incidentId)).has(messageId) && (await isThere(store, remark))
      const wasShown = brief.incident.messages.has(messageId)
      const isWritten = await write(deps, tied(remark, about.rootId, access.actor, now()), isShown)
      const before = brief.incident.entries.filter((entry) => isLive(entry) && entry.role === 'discussion').length
      return json(
        {
          message: isWritten ? 'Discussion added' : 'Discussion accepted; it is being added',
          issue_id: issueIdOf(brief, id),
          discussion_count: before + (isWritten && !wasShown ? 1 : 0),
        },
        isWritten ? 200 : 202,
        isWritten ? {} : { location: locationOf(id) },
      )
    },
  })
