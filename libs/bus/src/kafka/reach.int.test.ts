import { once } from 'node:events'
import { createServer } from 'node:http'
import {
  type Certificate,
  describeWithJars,
  describeWithServer,
  type KafkaServer,
  makeCertificate,
  startKafka,
} from '@thala/testkit/servers'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { contents, follow, freshName, freshTopic, publish, until, words } from '../contract/bench.ts'
import { busOn } from '../fixtures/kafka.ts'
import type { Bus } from '../port.ts'
import { openKafkaBus } from './open.ts'
import type { KafkaSettings } from './settings.ts'

async function carryOne(bus: Bus): Promise<void> {
  const topic = await freshTopic(bus)
  const { seen } = await follow(bus, freshName('group'), topic)
  await publish(bus, topic, 'secret')
  await until('it came', () => seen.length >= 1)
  expect((await contents(bus, topic)).map(words)).toEqual(['secret'])
}

/** The password is `wrong`. */
async function refuseQuietly(settings: KafkaSettings): Promise<void> {
  const refused = await openKafkaBus(settings).catch(String)
  expect(refused).toMatch(/refused the user 'thala'.*KAFKA_SASL_PASSWORD/)
  expect(refused).not.toContain('wrong')
}

const plain = { mechanism: 'plain', username: 'thala', password: 'right' } as const
/** How the broker knows that user. */
const LOGIN = 'org.apache.kafka.common.security'
const PLAIN_LOGIN = `${LOGIN}.plain.PlainLoginModule required username="thala" password="right" user_thala="right";`
const SCRAM_LOGIN = `${LOGIN}.scram.ScramLoginModule required;`

describeWithServer('kafka', 'reaching a Kafka without TLS and without users', (brokers) => {
  it('where nobody listens is a dependency that is down, with the variable of the address', async () => {
    await expect(openKafkaBus({ brokers: ['127.0.0.1:1'] })).rejects.toMatchObject({
      code: 'dependency-down',
      message: expect.stringMatching(/127\.0\.0\.1:1 .*ECONNREFUSED.*KAFKA_BOOTSTRAP_SERVERS/),
    })
  })

  it('where another program listens says which variables to look at', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(openKafkaBus({ brokers: [`127.0.0.1:${port}`] })).rejects.toThrow(/KAFKA_BOOTSTRAP_SERVERS/)
  })

  it('by TLS is refused with the variable that turns it off', async () => {
    await expect(openKafkaBus({ brokers: brokers.split(','), ssl: {} })).rejects.toThrow(/KAFKA_SECURITY_PROTOCOL/)
  })

  it('with a user says that the credentials are not for there', async () => {
    await expect(openKafkaBus({ brokers: brokers.split(','), sasl: plain })).rejects.toThrow(/KAFKA_S/)
  })
})

await describeWithJars('reaching a Kafka with users', () => {
  let kafka: Awaited<ReturnType<typeof startKafka>>
  beforeAll(async () => {
    kafka = await startKafka({
      properties: {
        'listener.security.protocol.map': 'PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
        'sasl.enabled.mechanisms': 'PLAIN',
        'sasl.mechanism.inter.broker.protocol': 'PLAIN',
        'listener.name.plaintext.plain.sasl.jaas.config': PLAIN_LOGIN,
      },
    })
  })
  afterAll(() => kafka.stop())

  it('publishes and reads with the right password', async () => {
    await carryOne(await busOn(kafka.brokers, { sasl: plain }))
  })

  it('says which variables to mend for a wrong password, without telling it', async () => {
    await refuseQuietly({ brokers: kafka.brokers.split(','), sasl: { ...plain, password: 'wrong' } })
  })

  it('says so for a mechanism that is not enabled', async () => {
    const scram = { ...plain, mechanism: 'scram-sha-512' } as const
    await expect(openKafkaBus({ brokers: kafka.brokers.split(','), sasl: scram })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('KAFKA_SASL_MECHANISM'),
    })
  })

  it('says which variable to mend when no user is given', async () => {
    await expect(openKafkaBus({ brokers: kafka.brokers.split(',') })).rejects.toThrow(/KAFKA_SECURITY_PROTOCOL/)
  })
})

await describeWithJars('reaching a Kafka by TLS', () => {
  let certificate: Certificate
  let kafka: KafkaServer
  beforeAll(async () => {
    certificate = await makeCertificate()
    const { keystore, password } = certificate
    kafka = await startKafka({
      properties: {
        'listener.security.protocol.map': 'PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT',
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        'sasl.mechanism.inter.broker.protocol': 'PLAIN',
        'listener.name.plaintext.plain.sasl.jaas.config': PLAIN_LOGIN,
        'listener.name.plaintext.scram-sha-256.sasl.jaas.config': SCRAM_LOGIN,
        'listener.name.plaintext.scram-sha-512.sasl.jaas.config': SCRAM_LOGIN,
        'ssl.keystore.location': keystore,
        'ssl.keystore.password': password,
        'ssl.truststore.location': keystore,
        'ssl.truststore.password': password,
      },
      format: ['SHA-256', 'SHA-512'].flatMap((hash) => ['--add-scram', `SCRAM-${hash}=[name=thala,password=right]`]),
    })
  })
  afterAll(async () => {
    await kafka.stop()
    await certificate.remove()
  })

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('publishes and reads as a user by %s', async (name) => {
    const sasl = { mechanism: name, username: 'thala', password: 'right' }
    await carryOne(await busOn(kafka.brokers, { ssl: { ca: certificate.ca }, sasl }))
  })

  it('says which variables to mend for a wrong password, without telling it', async () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'thala', password: 'wrong' } as const
    await refuseQuietly({ brokers: kafka.brokers.split(','), ssl: { ca: certificate.ca }, sasl })
  })

  it('says which variable names the authority that signed, where it is none that is known', async () => {
    await expect(openKafkaBus({ brokers: kafka.brokers.split(','), ssl: {}, sasl: plain })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining('KAFKA_SSL_CA'),
    })
  })
})

await describeWithJars('a Kafka that is killed and started again', () => {
  it('is found again by whoever publishes and subscribes; nothing acknowledged is missing', async () => {
    const kafka = await startKafka()
    onTestFinished(() => kafka.stop())
    const bus = await busOn(kafka.brokers)
    const topic = await freshTopic(bus, { partitions: 3 })
    const group = freshName('group')
    const { seen } = await follow(bus, group, topic)
    const heard = await follow(bus, group, topic, { broadcast: true })
    const acknowledged: string[] = []
    let sending = true
    const sender = (async () => {
      for (let i = 0; sending; i++) {
        const name = `m${i}`
        await bus.publish([{ topic, key: name, value: Buffer.from(name), headers: {} }]).then(
          () => acknowledged.push(name),
          (error) => expect(error).toMatchObject({ code: 'dependency-down' }),
        )
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await until('some came', () => seen.length >= 100)
    await kafka.nodes[0]?.kill()
    await kafka.nodes[0]?.start()
    const before = acknowledged.length
    await until('it goes on', () => acknowledged.length >= before + 100)
    sending = false
    await sender
    const missing = (some: readonly string[]) => {
      const there = new Set(some)
      return acknowledged.filter((name) => !there.has(name))
    }
    await until('all came', () => missing(seen).length + missing(heard.seen).length === 0)
    expect(acknowledged.length).toBeGreaterThan(200)
  })
})
