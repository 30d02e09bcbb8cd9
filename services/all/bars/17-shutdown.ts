// SIGTERM under load: a stage says at once that it is not ready, finishes what it has in hand, ends with 0, loses nothing.

import { setTimeout as wait } from 'node:timers/promises'
import { topics } from '@thala/contracts'
import { topicName } from '@thala/runtime'
import { eventStream, mulberry32, rewritten, type ServiceProcess } from '@thala/testkit'
import { type Bar, secondsSince, sized } from './bar.ts'
import { type Cluster, type Member, openCluster } from './cluster.ts'
import { embeddedReference } from './embedded.ts'
import { stageNames } from './stages.ts'

const SEED = 17
const EVENTS_PER_SECOND = 50
const NOT_READY_WITHIN_MS = 1_000
const ENDED_WITHIN_MS = 10_000
/** Of the runtime: what may be read again after one stop. */
const BATCH = 200
const LONGEST_WAIT_MS = 1_500
const QUIET_WITHIN_MS = 240_000
const LOOK_EVERY_MS = 20

interface Stopped {
  readonly notReadyMs: number
  readonly endedMs: number
  readonly code: number | null
}

export const shutdown: Bar = {
  id: 17,
  title: 'shutdown',
  run: async (form, servers) => {
    const begun = performance.now()
    const stops = sized(form, 6, 100)
    const count = sized(form, 300, 10_000)
    const events = eventStream({ seed: SEED, events: count })
    const cluster = await openCluster(servers, {
      BAR_SEED: String(SEED),
      BAR_EVENTS: String(count),
      BAR_EVENTS_PER_SECOND: String(EVENTS_PER_SECOND),
    })
    try {
      const reference = await embeddedReference(events)
      const stopped = await stopOneAfterAnother(cluster, stops)
      await cluster.streamed(count)
      await cluster.drain(QUIET_WITHIN_MS)
      const findings = await cluster.findings(events, reference)
      const again = await Promise.all(
        [topics.enriched, topics.classified, topics.linkInputs].map((topic) =>
          rewritten(cluster.installation.bus, topicName(topic, cluster.env)),
        ),
      )
      const slowest = (of: (one: Stopped) => number) => Math.round(Math.max(...stopped.map(of)))
      const figures = {
        events: count,
        sigterms: stops,
        notReadyMs: slowest(({ notReadyMs }) => notReadyMs),
        endedMs: slowest(({ endedMs }) => endedMs),
        notZero: stopped.filter(({ code }) => code !== 0).length,
        rewritten: Math.max(...again),
        findings: findings.slice(0, 10).map(({ broken, what }) => `${broken}: ${what}`),
        seconds: secondsSince(begun),
      }
      return {
        pass:
          findings.length === 0 &&
          figures.notZero === 0 &&
          figures.notReadyMs <= NOT_READY_WITHIN_MS &&
          figures.endedMs <= ENDED_WITHIN_MS &&
          figures.rewritten <= BATCH * stops,
        figures,
      }
    } finally {
      await cluster.stop()
    }
  },
}

async function stopOneAfterAnother(cluster: Cluster, stops: number): Promise<Stopped[]> {
  const random = mulberry32(SEED)
  const members = stageNames.map((name) => cluster.member(name))
  const stopped: Stopped[] = []
  await Promise.all(members.map((one) => one.up()))
  for (let i = 0; i < stops; i++) {
    const member = members[i % members.length]
    if (!member) break
    await wait(random() * LONGEST_WAIT_MS)
    stopped.push(await stop(member))
    member.begin()
  }
  await Promise.all(members.map((one) => one.up()))
  return stopped
}

async function stop(member: Member): Promise<Stopped> {
  const running = await member.up()
  const asked = performance.now()
  const ended = member.end('SIGTERM').then((code) => ({ code, endedMs: performance.now() - asked }))
  const notReadyMs = await untilNotReady(running).then(() => performance.now() - asked)
  return { notReadyMs, ...(await ended) }
}

/** A page that no longer answers is not ready either. */
async function untilNotReady({ health }: ServiceProcess): Promise<void> {
  const isReady = () =>
    fetch(`${health}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    )
  while (await isReady()) await wait(LOOK_EVERY_MS)
}
