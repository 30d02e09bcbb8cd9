// For tests: the whole pipeline in one process with the HTTP interface in front, and people to read and write.

import { type ApiKey, api, ISSUED, newKey } from '@thala/api'
import { collections, type DirectoryEntry, slackConversationId, slackPersonId, topics } from '@thala/contracts'
import { outputTo } from '@thala/service'
import { standIns, startWorld, TEAM, type World } from '@thala/testkit'
import { z } from 'zod'
import { pipeline } from './declarations.ts'

export interface ApiWorld {
  readonly world: World
  readonly url: string
  post(path: string, body: unknown, token?: string): Promise<Answer>
  /** As `thala keys create` makes them. */
  keyFor(reader: ApiKey['reader'], readership?: ApiKey['readership']): Promise<string>
  /** A public channel C1 and a private one, G1, with the member U1; U2 is a colleague. */
  tellOfPeople(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly location: string | null
  readonly body: unknown
}

export const member = (user: string): ApiKey['reader'] => ({ kind: 'person', id: slackPersonId(TEAM, user) })
export const LEADS = slackConversationId(TEAM, 'G1')

/** As clients of the earlier interface tell it. */
export const told = {
  texts: ['Payments time out at checkout', 'the acquirer answers after 30 s'],
  timestamp: '2025-09-10 08:00:00',
  status: 'Open',
  source: 'pagerduty',
  category: 'Payment',
  severity: 'High',
  issue_id: 'PAY-17',
  incident_likelihood: 'Likely',
}

export const issueIn = (body: unknown): string => z.object({ issue_id: z.string() }).parse(body).issue_id

export async function startApiWorld(): Promise<ApiWorld> {
  const models = standIns()
  const server = api({ models })
  const world = await startWorld(() => [...pipeline(models), server.declaration], { env: { THALA_PORT: '0' } })
  const url = server.url()
  return {
    world,
    url,
    post: async (path, body, token) => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      })
      return { status: response.status, location: response.headers.get('location'), body: await response.json() }
    },
    keyFor: async (reader, readership = 'workspace') => {
      const usual = { name: 'test', createdAt: 0, expiresAt: null }
      const { key, token } = newKey({ ...usual, scopes: ['read', 'write'], reader, readership })
      await world.store.update(collections.keys, [ISSUED], (_, id) => ({ id, body: {}, index: {} }))
      await world.store.update(collections.keys, [key.id], (_, id) => ({ id, body: key, index: {} }))
      return token
    },
    tellOfPeople: () => world.append(people()),
  }
}

const toDirectory = outputTo('directory', topics.directory)
const entry = (subjectId: string, subject: DirectoryEntry['subject']) =>
  toDirectory({ subjectId, source: 'slack', revision: 1, deleted: false, subject }, { id: subjectId })

function people() {
  const person = { kind: 'person', bot: false, guest: false, active: true } as const
  const channel = { kind: 'conversation', members: [] } as const
  return [
    entry(slackConversationId(TEAM, 'C1'), { ...channel, name: 'ops', visibility: 'public', members: [] }),
    entry(LEADS, { ...channel, name: 'leads', visibility: 'private', members: [slackPersonId(TEAM, 'U1')] }),
    ...['U1', 'U2'].map((user) => entry(slackPersonId(TEAM, user), { ...person, name: user, handle: user })),
  ]
}
