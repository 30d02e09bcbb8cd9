import { describeWithServer } from '@thala/testkit/servers'
import { describe, expect, it } from 'vitest'
import { freshName, freshTopic, publish } from '../contract/bench.ts'
import { adminOn, busOn } from '../fixtures/kafka.ts'
import { type Admin, TOPIC_RESOURCE } from './client.ts'

async function configOf(admin: Admin, topic: string): Promise<Map<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: TOPIC_RESOURCE, name: topic }],
  })
  return new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
}

describeWithServer('kafka', 'topics on Kafka', (brokers) => {
  describe('the bootstrap', () => {
    it('sets retention as declared: so many days, or for ever', async () => {
      const bus = await busOn(brokers, { retentionDays: 7 })
      const admin = await adminOn(brokers)
      const days = await configOf(admin, await freshTopic(bus))
      const forever = await configOf(admin, await freshTopic(bus, { retention: 'forever' }))
      expect(days.get('retention.ms')).toBe(String(7 * 24 * 60 * 60 * 1000))
      expect(forever.get('retention.ms')).toBe('-1')
      for (const config of [days, forever]) {
        expect(config.get('cleanup.policy')).toBe('delete')
        expect(Number(config.get('max.message.bytes'))).toBeGreaterThan(bus.maxRecordBytes)
      }
    })

    it('leaves what an operator set, and says what differs', async () => {
      const lines: string[] = []
      const bus = await busOn(brokers, { onDifference: (line) => lines.push(line) })
      const admin = await adminOn(brokers)
      const spec = { name: await freshTopic(bus), partitions: 1, retention: 'days' } as const
      await bus.ensureTopics([spec])
      expect(lines).toEqual([])
      await admin.alterConfigs({
        validateOnly: false,
        resources: [
          { type: TOPIC_RESOURCE, name: spec.name, configEntries: [{ name: 'retention.ms', value: '3600000' }] },
        ],
      })
      await bus.ensureTopics([spec])
      expect(lines).toContainEqual(expect.stringMatching(`${spec.name}: retention.ms is 3600000 .* 7776000000`))
      expect((await configOf(admin, spec.name)).get('retention.ms')).toBe('3600000')
    })

    it('may run in several processes at once', async () => {
      const buses = [await busOn(brokers), await busOn(brokers), await busOn(brokers)]
      const specs = [0, 1, 2].map(() => ({ name: freshName('topic'), partitions: 2, retention: 'days' }) as const)
      await Promise.all(buses.map((bus) => bus.ensureTopics(specs)))
      for (const [i, bus] of buses.entries()) await publish(bus, specs[i]?.name ?? '', 'x')
    })

    it('names both numbers of partitions, and what to do, where they differ', async () => {
      const bus = await busOn(brokers)
      const name = await freshTopic(bus, { partitions: 3 })
      await expect(bus.ensureTopics([{ name, partitions: 8, retention: 'days' }])).rejects.toMatchObject({
        code: 'topology',
        message: expect.stringMatching(`${name} was begun with 3 partitions, not 8.*other topic names`),
      })
    })

    it('refuses a name that Kafka does not take', async () => {
      const bus = await busOn(brokers)
      const refused = bus.ensureTopics([{ name: 'no spaces', partitions: 1, retention: 'days' }])
      await expect(refused).rejects.toMatchObject({ code: 'bad-config', message: expect.stringContaining('no spaces') })
    })
  })
})
