// Whoever is not Slack, or has no key, gets a 401 or 403 before anything is looked at; and what Slack did say counts once,
// however often somebody who overheard it says it again.

import { incidents } from '@thala/incidents/testing'
import { mulberry32 } from '@thala/testkit'
import { type Bar, type Form, secondsSince, sized } from './bar.ts'
import { type Addressed, forgeries, genuine, kinds, type Path, paths } from './forged-requests.ts'
import { openGuardedSlack } from './guarded-slack.ts'
import { askWithoutKeys, OPEN } from './refused-keys.ts'

/** Requests on the way at once. */
const TOGETHER = 32
const REPLAYS = 3

const CHOICE = `not-an-incident ${incidents.payments}`

export const authentication: Bar = {
  id: 11,
  title: 'authentication',
  run: async (form) => {
    const begun = performance.now()
    const forged = await forge(form)
    const replayed = await replay(form)
    const keys = await askWithoutKeys()
    return {
      pass:
        forged.refused === forged.forged &&
        forged.effects === 0 &&
        replayed.taken === replayed.genuine &&
        replayed.replaysAnswered === 0 &&
        replayed.corrections === replayed.clicks &&
        replayed.posts === replayed.events &&
        replayed.told === replayed.clicks &&
        keys.letIn.length === 0 &&
        keys.shutOut.length === 0 &&
        keys.routes > 10 &&
        keys.open.join() === OPEN.join(),
      figures: {
        ...forged,
        ...replayed,
        routes: keys.routes,
        openRoutes: keys.open,
        requestsWithoutKey: keys.asked,
        letIn: keys.letIn,
        shutOut: keys.shutOut,
        seconds: secondsSince(begun),
      },
    }
  },
}

/** All kinds alike on all addresses; the same requests for the same form. */
async function forge(form: Form) {
  const count = sized(form, 600, 10_000)
  const random = mulberry32(11)
  const slack = await openGuardedSlack()
  const others: string[] = []
  try {
    const requests = Array.from({ length: count }, (_, n): Addressed => {
      const path = paths[n % paths.length] ?? '/slack/commands'
      const forges = forgeries[kinds[Math.floor(n / paths.length) % kinds.length] ?? 'hmac']
      const made = genuine(path, n, Date.now(), slack.slack.responseUrl(), CHOICE)
      const forge = forges[Math.floor(random() * forges.length)]
      return { path, request: forge ? forge(made, random) : made }
    })
    const statuses = await inTurn(requests, async ({ path, request }) => (await slack.send(path, request)).status)
    for (const [n, status] of statuses.entries()) if (status !== 401) others.push(`request ${n}: ${status}`)
    return {
      forged: count,
      refused: count - others.length,
      notRefused: others.slice(0, 10),
      effects: slack.effects(),
    }
  } finally {
    await slack.stop()
  }
}

async function replay(form: Form) {
  const count = sized(form, 90, 900)
  const slack = await openGuardedSlack()
  try {
    const sent = Array.from({ length: count }, (_, n) => {
      const path: Path = paths[n % paths.length] ?? '/slack/commands'
      const responseUrl = slack.slack.responseUrl()
      return { path, responseUrl, request: genuine(path, n, Date.now(), responseUrl, CHOICE) }
    })
    const firsts = await inTurn(sent, ({ path, request }) => slack.send(path, request))
    const clicks = sent.filter(({ path }) => path === '/slack/interactions')
    const told = () => clicks.reduce((sum, { responseUrl }) => sum + slack.slack.responses(responseUrl).length, 0)
    await slack.slack.until(() => told() >= clicks.length)
    const again = sent.flatMap((one) => Array.from({ length: REPLAYS }, () => one))
    const answers = await inTurn(again, ({ path, request }) => slack.send(path, request))
    return {
      genuine: count,
      taken: firsts.filter(({ status }) => status === 200).length,
      clicks: clicks.length,
      events: sent.filter(({ path }) => path === '/slack/events').length,
      replays: again.length,
      replaysAnswered: answers.filter(({ body }) => body !== '').length,
      corrections: slack.corrections().length,
      posts: slack.posted(),
      told: told(),
    }
  } finally {
    await slack.stop()
  }
}

/** In order, so many at a time. */
async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < all.length; i += TOGETHER)
    results.push(...(await Promise.all(all.slice(i, i + TOGETHER).map(work))))
  return results
}
