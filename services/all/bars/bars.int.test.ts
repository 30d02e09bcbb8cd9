// The short form of every bar.

import { describeWithJars } from '@thala/testkit/servers'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { bars } from './all.ts'
import { openServers, type Servers } from './servers.ts'

let servers: Servers
beforeAll(() => {
  servers = openServers({ KAFKA_BOOTSTRAP_SERVERS: inject('kafka'), ELASTICSEARCH_URL: inject('elasticsearch') })
})
afterAll(() => servers.stop())

/** These need no server. */
const inProcess = new Set<unknown>([2, 3, 11, 14, 21])
const LONGEST_MS = 600_000

const meets = (bar: (typeof bars)[number]) =>
  it(
    `bar ${bar.id}: ${bar.title}`,
    async () => {
      const { pass, figures } = await bar.run('short', servers)
      expect(pass, JSON.stringify(figures, null, 2)).toBe(true)
    },
    LONGEST_MS,
  )

describe('in one process', () => {
  for (const bar of bars) if (inProcess.has(bar.id)) meets(bar)
})

await describeWithJars('on Kafka and Elasticsearch', () => {
  for (const bar of bars) if (!inProcess.has(bar.id)) meets(bar)
})
