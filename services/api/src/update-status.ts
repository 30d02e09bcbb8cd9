// POST /update_status → what somebody says of an incident's state: a fix in their words, or that it is open again. Their
// statement is tied to the incident by a correction, so that no score decides where it belongs.

import { wireStatus as wireStatusSchema } from '@thala/contracts'
import { type Brief, evaluate, type MadeCorrection, makeCorrection } from '@thala/incidents'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { ambiguousAnswer, issueId, named, status, words } from './fields.ts'
import { locationOf } from './index-incident.ts'
import { namedIncident } from './named-incident.ts'
import { Problem } from './problem.ts'
import { json, type Route, route } from './route.ts'
import { clientTime } from './source-time.ts'
import { isOpen } from './wire.ts'
import { aboutIt, besideIt, isThere, tied } from './writing/beside.ts'
import { fixOf, remarkOf, type Words } from './writing/said.ts'
import { correctionOutput, entriesOf, type WriteDeps, write } from './writing/write.ts'

const body = z.strictObject({
  issue_id: issueId.nullish(),
  original_issue_id: issueId.nullish(),
  status,
  resolution_text: words.nullish(),
  resolved_by: named.nullish(),
  resolved_at: clientTime.nullish(),
})

const answer = z.object({
  message: z.string(),
  original_issue_id: z.string(),
  new_status: wireStatusSchema,
})

export const updateStatus = (deps: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/update_status',
    summary: 'Say that an incident is resolved, and how, or that it is open again',
    needs: 'write',
    body,
    answers: {
      200: { description: 'Said, and shown from now on', schema: answer },
      202: { description: 'Taken in, not shown yet; `Location` is where it will be', schema: answer },
      404: { description: 'No such incident that this caller may read' },
      409: ambiguousAnswer,
    },
    handle: async ({ body, access }) => {
      const id = idIn(body)
      const brief = await namedIncident(deps, access, id)
      const said: Words = {
        text: body.resolution_text ?? '',
        by: body.resolved_by || null,
        at: body.resolved_at ?? null,
      }
      const isShown =
        body.status === 'Resolved'
          ? await resolve(deps, brief, said, access.actor)
          : await reopen(deps, brief, said, access.actor)
      const message = isShown ? `Status updated to ${body.status}` : 'Status accepted; it is being updated'
      return json(
        { message, original_issue_id: id, new_status: body.status },
        isShown ? 200 : 202,
        isShown ? {} : { location: locationOf(id) },
      )
    },
  })

function idIn({ issue_id: one, original_issue_id: other }: z.output<typeof body>): string {
  const id = other ?? one
  if (id === null || id === undefined)
    throw new Problem(400, 'Invalid request', 'issue_id: name the incident (or original_issue_id)')
  if (one && one !== id)
    throw new Problem(400, 'Invalid request', 'issue_id and original_issue_id name different incidents')
  return id
}

/** The words of the fix, pinned to the incident. */
async function resolve(deps: WriteDeps, brief: Brief, said: Words, actor: string): Promise<boolean> {
  const { store, now } = deps
  const about = await aboutIt(deps, brief)
  const fix = await besideIt(deps, brief, fixOf(about, said, now()))
  const isShown = async () => {
    const entries = await entriesOf(store, brief.card.incidentId)
    return entries.has(fix.message.messageId) && !isOpen(evaluate(entries.values())) && isThere(store, fix)
  }
  return write(deps, tied(fix, about.rootId, actor, now()), isShown)
}

/** Only what is closed can be opened; words that go with it are a remark. */
async function reopen(deps: WriteDeps, brief: Brief, said: Words, actor: string): Promise<boolean> {
  const { store, now } = deps
  const about = await aboutIt(deps, brief)
  const remark = said.text.trim() === '' ? null : await besideIt(deps, brief, remarkOf(about, said, now()))
  const correction = isOpen(brief.incident.incident) ? null : reopening(brief, actor, now())
  const isShown = async () => {
    const entries = await entriesOf(store, brief.card.incidentId)
    if (correction !== null && !entries.has(correction.id)) return false
    return remark === null || (entries.has(remark.message.messageId) && isThere(store, remark))
  }
  const outputs = [
    ...(correction ? [correctionOutput(correction)] : []),
    ...(remark ? tied(remark, about.rootId, actor, now()) : []),
  ]
  return write(deps, outputs, isShown)
}

/** After the fix that it takes back, which may be dated a little ahead. */
function reopening({ incident: { incident, root } }: Brief, actor: string, now: number): MadeCorrection {
  const at = Math.max(now, (incident.resolution?.at ?? 0) + 1)
  return makeCorrection({ actor, action: 'reopened', targets: [root.messageId], at })
}
