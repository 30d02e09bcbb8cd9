// Hostile searches by somebody who may not read the private conversation: over HTTP, as the bot would answer them, and as
// look-ups of the private incidents by every name they have. Its member finds each of its words, so the look is not in vain.

import { answer } from '@thala/bot'
import { collections, incidentId, shortIncidentId, slackMessageId } from '@thala/contracts'
import { standInEmbedder } from '@thala/embedder'
import { type IncidentState, type Reader, story } from '@thala/incidents'
import type { Versioned } from '@thala/service'
import { scanAll } from '@thala/store'
import { standInReader } from '@thala/testkit'
import { mutator } from '@thala/testkit/fuzz'
import { ask, inParallel } from './ask.ts'
import { failureLine } from './failure.ts'
import { bait, CANARY, type Installation, MEMBER, PRIVATE, STRANGER } from './installation.ts'

export interface SearchesOutcome {
  readonly searches: number
  readonly broken: readonly string[]
}

const AT_ONCE = 4

const examples: readonly string[] = [
  ...bait,
  'checkout answers 502',
  'search times out talk about fixed broken',
  '"exact phrase" AND conversationId:"slack:T1:C2"',
  '* OR 1=1; conversation:* -a +b (a|b) ~a ^2 /a/',
  '{"match_all":{}}',
  'x636865636b6f7574 NEAR(a b)',
]

export async function fuzzSearches(installation: Installation, seed: number, count: number): Promise<SearchesOutcome> {
  const { world, url } = installation
  const mutate = mutator(seed)
  const broken: string[] = []
  const models = { embedder: standInEmbedder(), llm: standInReader(), now: Date.now() }
  const stranger: Reader = { kind: 'person', id: STRANGER }
  const asBot = async (reader: Reader, command: string) =>
    JSON.stringify(await answer(command, { store: world.store, reader, ...models }))
  const check = (how: string, query: string, said: string, status = 200) => {
    if (said.includes(CANARY)) broken.push(`seed ${seed}: ${how} told something private${failureLine('', query)}`)
    if (status === 0 || status >= 500) broken.push(`seed ${seed}: ${how} answered ${status}${failureLine('', query)}`)
  }
  const queries = Array.from({ length: count }, () => mutate.text(examples).slice(0, 2_000))
  await inParallel(queries, AT_ONCE, async (query) => {
    const body = Buffer.from(JSON.stringify({ query, top_k: 100 }))
    const headers = { 'content-type': 'application/json' }
    const http = await ask(url, { method: 'POST', path: '/search', headers, body })
    check('POST /search', query, http.body, http.status)
    try {
      check('the bot', query, await asBot(stranger, `search ${query}`))
    } catch (error) {
      broken.push(`seed ${seed}: the bot: ${failureLine(error, query)}`)
    }
  })
  for (const name of await privateNames(installation)) {
    const body = Buffer.from(JSON.stringify({ issue_id: name }))
    const http = await ask(url, {
      method: 'POST',
      path: '/lookup_incident',
      headers: { 'content-type': 'application/json' },
      body,
    })
    check('POST /lookup_incident', name, http.body, http.status)
    check('a story', name, JSON.stringify(await story(world.store, stranger, name)))
  }
  for (const word of bait)
    if (!(await asBot({ kind: 'person', id: MEMBER }, `search ${word}`)).includes(CANARY))
      broken.push(`its member does not find ${word}: nothing was looked for`)
  return { searches: queries.length, broken }
}

/** Everything by which somebody could ask for a private incident. */
async function privateNames({ world }: Installation): Promise<string[]> {
  const names: string[] = []
  for await (const { id, body } of scanAll<Versioned<IncidentState>>(world.store, collections.incidents)) {
    const messages = Object.keys(body.state.entries)
    if (messages.some((message) => message.startsWith(`slack:T1:${PRIVATE}:`)))
      names.push(id, shortIncidentId(id), ...messages)
  }
  const ts = '1757318401.000100'
  return [
    ...names,
    incidentId(slackMessageId('T1', PRIVATE, ts)),
    `slack_${ts.replace('.', '_')}`,
    `slack_${ts.slice(0, 10)}`,
  ]
}
