// POST /index → an incident that somebody tells of outright: category and severity are theirs, no classifier is asked.

import { incidentId, MAX_TEXT, shortIncidentId } from '@thala/contracts'
import { ownIdOf, uniqueShortIds } from '@thala/incidents'
import { z } from 'zod'
import type { Readership } from './access.ts'
import type { ApiDeps } from './app.ts'
import { category, likelihood, named, ownId, severity, status, words } from './fields.ts'
import { Problem } from './problem.ts'
import { json, type Route, route } from './route.ts'
import { clientTime } from './source-time.ts'
import { timestamp } from './wire.ts'
import { groundFor } from './writing/ground.ts'
import { type Place, placeOfReport } from './writing/readership.ts'
import { messageOf, type Report, reportId, reportOf } from './writing/said.ts'
import {
  conversationIn,
  incidentOf,
  isFindable,
  isStored,
  messageOutput,
  messageState,
  type WriteDeps,
  write,
} from './writing/write.ts'

const MAX_TEXTS = 100

const body = z.strictObject({
  texts: z
    .array(words)
    .min(1)
    .max(MAX_TEXTS)
    .refine((texts) => texts.some((text) => text.trim() !== ''), 'at least one text with words')
    .refine((texts) => texts.join('\n').length <= MAX_TEXT, `at most ${MAX_TEXT} characters together`),
  timestamp: clientTime.nullish(),
  status: status.default('Open'),
  source: named.default('api'),
  category: category.nullish(),
  severity: severity.nullish(),
  issue_id: ownId.nullish(),
  incident_likelihood: likelihood.nullish(),
})

const answer = z.object({
  message: z.string(),
  texts: z.array(z.string()),
  timestamp: z.iso.datetime(),
  status: z.enum(['Open', 'Resolved']),
  issue_id: z.string(),
  source: z.string(),
  category: z.string().nullable(),
  severity: z.string().nullable(),
})

export const indexIncident = (deps: ApiDeps): Route =>
  route({
    method: 'post',
    path: '/index',
    summary: 'Tell of an incident; the same id again corrects it',
    needs: 'write',
    body,
    answers: {
      200: { description: 'Written, and found from now on', schema: answer },
      202: { description: 'Taken in, not found yet; `Location` is where it will be', schema: answer },
      409: { description: 'The id is taken by a report that this key does not write' },
    },
    handle: async ({ body, access }) => {
      const report = reportIn(body)
      const written = await writeReport(deps, report, await placeFor(deps, access.readership))
      const { texts, category, severity, source, status } = report
      const issue = await idFor(deps, written.messageId)
      const message = written.isShown ? 'Incident indexed' : 'Incident accepted; it is being indexed'
      return json(
        { message, texts, timestamp: timestamp(written.at), status, issue_id: issue, source, category, severity },
        written.isShown ? 200 : 202,
        written.isShown ? {} : { location: locationOf(issue) },
      )
    },
  })

const reportIn = (sent: z.output<typeof body>): Report => ({
  issueId: sent.issue_id ?? null,
  texts: sent.texts,
  timestamp: sent.timestamp ?? null,
  source: sent.source,
  status: sent.status,
  category: sent.category ?? null,
  severity: sent.severity ?? null,
  likelihood: sent.incident_likelihood ?? null,
})

const placeFor = async ({ store }: WriteDeps, readership: Readership): Promise<Place> =>
  placeOfReport(
    readership,
    typeof readership === 'string' ? undefined : await conversationIn(store, readership.conversation),
  )

async function writeReport(deps: WriteDeps, report: Report, place: Place) {
  const { store, now } = deps
  const messageId = reportId(report)
  const before = await messageState(store, messageId)
  if (before && !before.deleted && before.conversationId !== place.conversationId)
    throw new Problem(409, 'Id taken', `issue_id: ${report.issueId} is a report with other readers: use another id.`)
  const appendedAt = now()
  const message = messageOf(reportOf(report, before?.at ?? appendedAt), place, appendedAt)
  const ground = await groundFor(store, place)
  const isShown = async () => {
    if (!(await isStored(store, message)) || !(await ground.isFound()) || !(await isFindable(store, message)))
      return false
    const { entry } = (await incidentOf(store, messageId)) ?? {}
    if (entry?.role !== 'report') return entry !== undefined
    return (entry.orphan?.messageId === messageId) === (report.status === 'Resolved')
  }
  const outputs = [...ground.outputs, messageOutput(message)]
  return { messageId, at: message.at, isShown: await write(deps, outputs, isShown) }
}

/** The client's own id, else the short one of the incident: as it will be, while it is not there yet. */
async function idFor({ store }: WriteDeps, messageId: string): Promise<string> {
  const own = ownIdOf({ messageId })
  if (own !== null) return own
  const id = (await incidentOf(store, messageId))?.id ?? incidentId(messageId)
  return (await uniqueShortIds(store, [id])).get(id) ?? shortIncidentId(id)
}

export const locationOf = (issue: string): string => `/lookup_incident/${encodeURIComponent(issue)}`
