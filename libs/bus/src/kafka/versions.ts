// Looks once, at the start, whether the broker and this client speak common versions of the requests that matter.

import { ThalaError } from '@thala/contracts'
import type { Cluster } from './client.ts'
import { brokersLine, type KafkaSettings } from './settings.ts'

/** What kafkajs 2.2.4 speaks and Thala needs: records with headers (Produce 3, Fetch 4, Kafka 0.11), and the newest it knows. */
const NEEDED = [
  { name: 'Produce', key: 0, least: 3, newest: 7 },
  { name: 'Fetch', key: 1, least: 4, newest: 11 },
  { name: 'ListOffsets', key: 2, least: 1, newest: 3 },
  { name: 'OffsetCommit', key: 8, least: 2, newest: 5 },
  { name: 'JoinGroup', key: 11, least: 1, newest: 5 },
] as const

type Versions = Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>

/** Names of the requests that the two have no version of in common. */
export const unspoken = (versions: Versions): string[] =>
  NEEDED.filter(({ key, least, newest }) => {
    const spoken = versions[key]
    return !spoken || spoken.maxVersion < least || spoken.minVersion > newest
  }).map(({ name }) => name)

export async function checkVersions(cluster: Cluster, settings: KafkaSettings): Promise<void> {
  const [nodeId] = cluster.getNodeIds()
  const broker = await cluster.findBroker({ nodeId: String(nodeId) })
  const missing = unspoken(await broker.apiVersions())
  if (missing.length > 0)
    throw new ThalaError(
      'bad-config',
      `Kafka at ${brokersLine(settings)} speaks no common version of ${missing.join(', ')}: use Kafka 2.1 to 4.x`,
    )
}
