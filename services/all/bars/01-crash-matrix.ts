// kill -9 at each of six stages, each a process, while a connector appends: in the end the state of the undisturbed run.

import { setTimeout as wait } from 'node:timers/promises'
import { topics } from '@thala/contracts'
import { topicName } from '@thala/runtime'
import { eventStream, type Finding, killPlan, rewritten } from '@thala/testkit'
import { type Bar, type Form, type Outcome, secondsSince, sized } from './bar.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { embeddedReference } from './embedded.ts'
import { stageNames } from './stages.ts'

const SEED = 11
/** Nothing waits this long after the last kill. */
const QUIET_WITHIN_S = 60
/** A victim that is up is left alone at most so long. */
const LONGEST_WAIT_MS = 1_000
/** Of the events, before the first kill: a stage without work has nothing to lose. */
const FLOWING = 0.1

interface Size {
  readonly events: number
  readonly kills: number
  readonly eventsPerSecond: number
}

const sizeOf = (form: Form): Size =>
  sized(form, { events: 400, kills: 1, eventsPerSecond: 40 }, { events: 10_000, kills: 50, eventsPerSecond: 15 })

export const crashMatrix: Bar = {
  id: 1,
  title: 'crash matrix',
  run: async (form, servers) => {
    const size = sizeOf(form)
    const events = eventStream({ seed: SEED, events: size.events })
    const cluster = await openCluster(servers, {
      BAR_SEED: String(SEED),
      BAR_EVENTS: String(size.events),
      BAR_EVENTS_PER_SECOND: String(size.eventsPerSecond),
    })
    try {
      const reference = await embeddedReference(events)
      const { quietAfterS, seconds } = await killWhileStreaming(cluster, size)
      const findings = await cluster.findings(events, reference)
      const again = [topics.enriched, topics.classified, topics.linkInputs].map((topic) =>
        rewritten(cluster.installation.bus, topicName(topic, cluster.env)),
      )
      return outcome(size, findings, {
        quietAfterS,
        rewritten: (await Promise.all(again)).reduce((sum, records) => sum + records, 0),
        seconds,
        incidents: reference.state.incidents.length,
      })
    } finally {
      await cluster.stop()
    }
  },
}

async function killWhileStreaming(cluster: Cluster, { events, kills }: Size) {
  const begun = performance.now()
  const members = stageNames.map((name) => cluster.member(name))
  await cluster.streamed(events * FLOWING)
  for (const { victim, afterMs } of killPlan(members, kills, SEED, LONGEST_WAIT_MS)) {
    await victim.up()
    // A death is at a moment, not after a condition: this is what the bar is about.
    await wait(afterMs)
    await victim.end('SIGKILL')
    victim.begin()
  }
  const lastKill = performance.now()
  await Promise.all(members.map((one) => one.up()))
  await cluster.streamed(events)
  const streamed = performance.now()
  await cluster.drain(4 * QUIET_WITHIN_S * 1000)
  // What the connector still had to read is not the stages' delay.
  return { quietAfterS: secondsSince(Math.max(lastKill, streamed)), seconds: secondsSince(begun) }
}

const countOf = (findings: readonly Finding[], ...kinds: readonly Finding['broken'][]): number =>
  findings.filter(({ broken }) => kinds.includes(broken)).length

function outcome(
  size: Size,
  findings: readonly Finding[],
  more: { quietAfterS: number; rewritten: number; seconds: number; incidents: number },
): Outcome {
  return {
    pass: findings.length === 0 && more.quietAfterS <= QUIET_WITHIN_S,
    figures: {
      events: size.events,
      stages: stageNames,
      killsOfEach: size.kills,
      lost: countOf(findings, 'lost', 'stale'),
      doubled: countOf(findings, 'doubled', 'invented', 'resurrected'),
      hashEqual: countOf(findings, 'hash') === 0,
      findings: findings.slice(0, 10).map(({ broken, what }) => `${broken}: ${what}`),
      ...more,
    },
  }
}
