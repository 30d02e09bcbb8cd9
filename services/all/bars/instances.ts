// Three instances of every service, one of each killed, the one that works first: the others take over, nothing is lost.

import { topics } from '@thala/contracts'
import { topicName } from '@thala/runtime'
import { eventStream, rewritten, type ServiceProcess } from '@thala/testkit'
import { type Bar, secondsSince, sized } from './bar.ts'
import { type Cluster, type Member, openCluster } from './cluster.ts'
import { embeddedReference } from './embedded.ts'

const SEED = 33
const INSTANCES = 3
const services = ['attachments', 'classifier', 'linker', 'indexer'] as const
/** Of the log as the stages are set: after so long without a sign of life a member is given up. */
const QUIET_WITHIN_MS = 240_000
const TAKEN_OVER_WITHIN_MS = 60_000

export const instances: Bar = {
  id: 'instances',
  title: 'three instances of every service',
  run: async (form, servers) => {
    const begun = performance.now()
    const count = sized(form, 240, 3_000)
    const events = eventStream({ seed: SEED, events: count })
    const cluster = await openCluster(servers)
    try {
      const reference = await embeddedReference(events)
      const members = services.map((name) => Array.from({ length: INSTANCES }, () => cluster.member(name)))
      await Promise.all(members.flat().map((one) => one.up()))
      const share = Math.ceil(count / (services.length + 1))
      const takeOverMs: Record<string, number> = {}
      await cluster.append(events.slice(0, share))
      for (const [i, of] of members.entries()) {
        const victim = await busiest(of)
        // In the middle of its work: the next share is on its way.
        await cluster.append(events.slice((i + 1) * share, (i + 2) * share))
        await victim.end('SIGKILL')
        takeOverMs[victim.stage] = await takenOver(cluster)
      }
      const findings = await cluster.findings(events, reference)
      const slowest = Math.max(...Object.values(takeOverMs))
      return {
        pass: findings.length === 0 && slowest <= TAKEN_OVER_WITHIN_MS,
        figures: {
          events: count,
          processes: services.length * INSTANCES,
          killed: services.length,
          hashEqual: !findings.some(({ broken }) => broken === 'hash'),
          ...Object.fromEntries(Object.entries(takeOverMs).map(([name, ms]) => [`takeOverMs ${name}`, Math.round(ms)])),
          rewritten: await rewritten(cluster.installation.bus, topicName(topics.classified, cluster.env)),
          findings: findings.slice(0, 10).map(({ broken, what }) => `${broken}: ${what}`),
          seconds: secondsSince(begun),
        },
      }
    } finally {
      await cluster.stop()
    }
  },
}

/** The one that handled most: of the linker the active one, as the others stand by. */
async function busiest(members: readonly Member[]): Promise<Member> {
  const handled = await Promise.all(
    members.map(async (member) => ({ member, events: await eventsHandled(await member.up()) })),
  )
  const [first] = handled.sort((a, b) => b.events - a.events)
  if (!first) throw new Error('nobody to kill')
  return first.member
}

async function eventsHandled({ health }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${health}/metrics`)).text()
  const counts = text.matchAll(/^thala_events_total\{.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, events]) => sum + Number(events), 0)
}

/** From the kill until nothing of what was appended waits any more. */
async function takenOver(cluster: Cluster): Promise<number> {
  const since = performance.now()
  await cluster.drain(QUIET_WITHIN_MS)
  return performance.now() - since
}
