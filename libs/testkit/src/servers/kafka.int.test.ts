import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { describeWithJars } from './describe-with-server.ts'
import { fetchProgram } from './downloads.ts'
import { findJava } from './java.ts'
import { type KafkaOptions, startKafka } from './kafka.ts'

const run = promisify(execFile)

/** Kafka's own tool, on an entry that the cluster keeps with its data: the limit of a client named `someone`. */
async function limitOf(brokers: string, ...words: string[]): Promise<string> {
  const java = await findJava(17, process.env)
  const jvm = ['-XX:TieredStopAtLevel=1', '-cp', join(await fetchProgram('kafka'), '*'), 'kafka.admin.ConfigCommand']
  const entity = ['--bootstrap-server', brokers, '--entity-type', 'clients', '--entity-name', 'someone']
  return (await run(java?.command ?? 'java', [...jvm, ...entity, ...words])).stdout
}

async function cluster(options?: KafkaOptions) {
  const kafka = await startKafka(options)
  onTestFinished(kafka.stop)
  return kafka
}

await describeWithJars('Kafka from jars', () => {
  it('killed comes back with its data on its port', { timeout: 300_000 }, async () => {
    const { brokers, nodes } = await cluster()
    const [node] = nodes
    expect(brokers).toBe(`127.0.0.1:${node?.port}`)
    await limitOf(brokers, '--alter', '--add-config', 'producer_byte_rate=4321')
    await node?.kill()
    await node?.start()
    expect(await limitOf(brokers, '--describe')).toContain('producer_byte_rate=4321')
  })

  it('of three nodes goes on without one, which catches up when it is back', { timeout: 300_000 }, async () => {
    const { brokers, nodes } = await cluster({ nodes: 3 })
    const [first, second] = nodes
    expect(new Set(nodes.map(({ port }) => port)).size).toBe(3)
    await first?.kill()
    await limitOf(brokers, '--alter', '--add-config', 'producer_byte_rate=4321')
    await first?.start()
    await second?.terminate()
    expect(await limitOf(`127.0.0.1:${first?.port}`, '--describe')).toContain('producer_byte_rate=4321')
  })

  it('refuses to start on properties that it cannot read, with what it said', { timeout: 300_000 }, async () => {
    await expect(startKafka({ properties: { 'num.io.threads': 'many' } })).rejects.toThrow(/num\.io\.threads/)
  })
})
