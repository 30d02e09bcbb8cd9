// An installation to be asked: every service in one process, one open and one private conversation, and words in the
// private one that nobody else may ever see.

import { api } from '@thala/api'
import { bot } from '@thala/bot'
import { openSite } from '@thala/console'
import { slackConversationId, slackPersonId, sourceEventId, topics } from '@thala/contracts'
import { type Output, outputTo } from '@thala/service'
import { type Said, said, standIns, startWorld, type World } from '@thala/testkit'
import { pipeline } from '../../src/declarations.ts'

const SECRET = '0123456789abcdef0123456789abcdef'
/** One of them is in every private message; searches ask for them. */
export const bait: readonly string[] = ['quartzite', 'basaltic', 'obsidian']
/** In every private message, and in no question: where it stands, something private was told. */
export const CANARY = 'canarxyzzy'

export const OPEN = 'C1'
export const PRIVATE = 'C2'
export const MEMBER = slackPersonId('T1', 'U9')
export const STRANGER = slackPersonId('T1', 'U1')

export interface Installation {
  readonly world: World
  readonly url: string
  readonly slackUrl: string
  readonly secret: string
  stop(): Promise<void>
}

/** `leaking`: the private conversation is open to everybody; for trying whether that is noticed. */
export async function openInstallation({ leaking = false } = {}): Promise<Installation> {
  const models = standIns()
  const server = api({ models, site: openSite })
  // Answers may be sent nowhere, so that no hostile address is ever asked.
  const slack = bot({ models, slack: { apiUrl: 'http://127.0.0.1:1', responseOrigins: [] } })
  const world = await startWorld(() => [...pipeline(models), server.declaration, slack.declaration], {
    env: {
      THALA_PORT: '0',
      THALA_SLACK_PORT: '0',
      THALA_RATE_LIMIT: '100000',
      SLACK_SIGNING_SECRET: SECRET,
    },
  })
  await world.append([...directory(leaking), ...said(...talk())])
  await world.drain()
  await world.store.refresh()
  return { world, url: server.url(), slackUrl: slack.url() ?? '', secret: SECRET, stop: () => world.stop() }
}

const START_S = 1_757_318_400
const SUBJECTS = ['checkout answers 502', 'search times out', 'login refuses passwords', 'mails are late']

/** The same incidents in both conversations, so that whatever finds one could find the other. */
function talk(): Said[] {
  return SUBJECTS.flatMap((subject, i) =>
    [OPEN, PRIVATE].flatMap((channel, c) => {
      const secret = channel === PRIVATE ? ` ${bait[i % bait.length]} ${CANARY}` : ''
      const ts = (n: number) => `${START_S + i * 3600 + n * 60 + c}.000100`
      const where = { channel, user: c === 0 ? 'U1' : 'U9', private: channel === PRIVATE }
      const report = `broken ${subject}${secret}`
      const thread = { thread: ts(0), parentText: report }
      return [
        { ...where, ts: ts(0), text: report },
        { ...where, ...thread, ts: ts(1), text: `talk about ${subject}${secret}` },
        { ...where, ...thread, ts: ts(2), text: `fixed ${subject}${secret}` },
      ]
    }),
  )
}

const toDirectory = outputTo('directory', topics.directory)

function directory(leaking: boolean): Output[] {
  const entry = (subjectId: string, subject: Parameters<typeof toDirectory>[0]['subject']) => {
    const revision = START_S * 1000
    const id = sourceEventId(subjectId, revision, false, subject)
    return toDirectory({ subjectId, source: 'slack', revision, deleted: false, subject }, { id })
  }
  const person = { kind: 'person', bot: false, guest: false, active: true } as const
  return [
    entry(slackConversationId('T1', OPEN), {
      kind: 'conversation',
      name: 'ops',
      visibility: 'public',
      members: [STRANGER, MEMBER],
    }),
    entry(slackConversationId('T1', PRIVATE), {
      kind: 'conversation',
      name: 'sec',
      visibility: leaking ? 'public' : 'private',
      members: [MEMBER],
    }),
    entry(STRANGER, { ...person, name: 'Ada', handle: 'ada' }),
    entry(MEMBER, { ...person, name: 'Bob', handle: 'bob' }),
  ]
}
