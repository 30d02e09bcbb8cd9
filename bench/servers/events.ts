// The whole pipeline, each service a process, against bare kafkajs that sends the same events and reads them: the price of
// everything that is done with them. The second line counts every record that the pipeline moves through its topics.

import { topicSpecs } from '@thala/runtime'
import { median, type Result, type Size, seconds } from '../measure.ts'
import { startBareConsumer } from './bare-consumer.ts'
import { type Installed, inInstallation } from './installation.ts'
import type { Servers } from './obtain.ts'
import { declarationsOf, quiet, services, startProcesses } from './processes.ts'
import { append, BATCH, traffic } from './traffic.ts'

const ROUNDS = 3
const PEER = 'bare kafkajs: send, read, commit'

export const benchEvents = (servers: Servers, { full }: Size): Promise<Result[]> =>
  inInstallation(servers, async (installed) => {
    const events = full ? 10_000 : 2_000
    const source = traffic(installed.env, (ROUNDS + 1) * events)
    const peer = await barePeer(installed)
    const processes = await startProcesses(installed.env)
    const rates = { events: [] as number[], records: [] as number[], peer: [] as number[] }
    try {
      // Unmeasured: what is compiled and created at first.
      await append(installed, source.take(events))
      await quiet(installed, processes)
      for (let round = 0; round < ROUNDS; round++) {
        const records = source.take(events)
        rates.peer.push(events / (await seconds(() => peer.through(records))))
        const before = await recordsOf(installed)
        const took = await seconds(async () => {
          await append(installed, records)
          await quiet(installed, processes)
        })
        rates.events.push(events / took)
        rates.records.push(((await recordsOf(installed)) - before) / took)
      }
    } finally {
      await processes.stop()
      await peer.stop()
    }
    const rest = { peer: median(rates.peer), peerName: PEER }
    return [
      {
        what: `pipeline, ${services.length} processes: events in, documents out`,
        measure: { of: 'a second', unit: 'events' },
        ours: median(rates.events),
        ...rest,
      },
      {
        what: 'the same, every record of every topic counted',
        measure: { of: 'a second', unit: 'records' },
        ours: median(rates.records),
        ...rest,
      },
    ]
  })

async function barePeer({ servers, mark }: Installed) {
  let missing = 0
  let done = () => {}
  const consumer = await startBareConsumer(servers, `${mark}-peer`, async (messages) => {
    missing -= messages.length
    if (missing === 0) done()
  })
  return {
    stop: consumer.stop,
    through: async (records: Parameters<typeof consumer.send>[0]) => {
      missing = records.length
      const all = new Promise<void>((resolve) => {
        done = resolve
      })
      for (let i = 0; i < records.length; i += BATCH) await consumer.send(records.slice(i, i + BATCH))
      await all
    },
  }
}

/** In all topics of the pipeline. */
async function recordsOf({ bus, env }: Installed): Promise<number> {
  const names = topicSpecs(declarationsOf(services.flat()), env).map(({ name }) => name)
  return (await bus.lag('nobody', names)).reduce((sum, { end }) => sum + end, 0)
}
