import { isThalaError } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { it, onTestFinished, vi } from 'vitest'
import { follow, freshName, freshTopic, publish, until } from '../contract/bench.ts'
import { startCuttingProxy } from '../fixtures/cutting-proxy.ts'
import { busOn } from '../fixtures/kafka.ts'
import type { Bus } from '../port.ts'

/** By port of the broker, which names itself to its clients: where they connect instead. */
const instead = vi.hoisted(() => new Map<number, number>())
vi.mock('./socket.ts', async (original) => {
  const { openSocket } = await original<typeof import('./socket.ts')>()
  const through: typeof openSocket = (to) => openSocket({ ...to, port: instead.get(to.port) ?? to.port })
  return { openSocket: through }
})

/** More than the header of any answer. */
const LONGEST_PART_BYTES = 30

async function publishUntilAcknowledged(bus: Bus, topic: string, value: string): Promise<void> {
  for (;;)
    try {
      return await publish(bus, topic, value)
    } catch (error) {
      if (!isThalaError(error, 'dependency-down')) throw error
    }
}

describeWithServer('kafka', 'connections that end in the middle of an answer', (brokers) => {
  it('lose nothing that was acknowledged, and sending and consuming go on', async () => {
    const port = Number(brokers.split(':').at(-1))
    const proxy = await startCuttingProxy(port)
    instead.set(port, proxy.port)
    onTestFinished(() => proxy.close())
    const sender = await busOn(brokers)
    const topic = await freshTopic(sender)
    const { seen } = await follow(await busOn(brokers), freshName('group'), topic)
    const values: string[] = []
    for (let bytes = 1; bytes <= LONGEST_PART_BYTES; bytes++) {
      proxy.cutAfter(bytes)
      values.push(`sent while answers end after ${bytes} bytes`)
      await publishUntilAcknowledged(sender, topic, values.at(-1) ?? '')
    }
    await until('all was consumed', () => values.every((value) => seen.includes(value)))
  })
})
