// Places in Kafka's log: how far partitions and groups reach, and moving a group that nobody is in.

import { ThalaError } from '@thala/contracts'
import type { Lag, Position } from '../port.ts'
import type { Place } from '../position.ts'
import type { Cluster } from './client.ts'
import { isZombie } from './errors.ts'
import type { Requests } from './requests.ts'

/** Every partition of the topics, in their order. */
export const placesOf = (cluster: Cluster, topics: readonly string[]): Place[] =>
  [...new Set(topics)].flatMap((topic) =>
    cluster
      .findTopicPartitionMetadata(topic)
      .map(({ partitionId }) => ({ topic, partition: partitionId }))
      .sort((a, b) => a.partition - b.partition),
  )

type When = { fromBeginning: boolean } | { fromTimestamp: number }
interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
}

/** Offsets by place, in the order of `places`. */
function inOrder(places: readonly Place[], answer: readonly TopicOffsets[]): number[] {
  const found = new Map<string, number>()
  for (const { topic, partitions } of answer)
    for (const { partition, offset } of partitions) found.set(`${topic}/${partition}`, Number(offset))
  return places.map(({ topic, partition }) => found.get(`${topic}/${partition}`) ?? -1)
}

function byTopic<T>(
  places: readonly Place[],
  part: (place: Place, at: number) => T,
): { topic: string; partitions: T[] }[] {
  const topics = new Map<string, T[]>()
  for (const [at, place] of places.entries())
    topics.set(place.topic, [...(topics.get(place.topic) ?? []), part(place, at)])
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}

/** The offset by place; -1 where there is none at that time. */
async function listOffsets(cluster: Cluster, places: readonly Place[], when: When): Promise<number[]> {
  const asked = byTopic(places, ({ partition }) => ({ partition }))
  return inOrder(places, await cluster.fetchTopicsOffset(asked.map((topic) => ({ ...topic, ...when }))))
}

export const earliestOf = (cluster: Cluster, places: readonly Place[]): Promise<number[]> =>
  listOffsets(cluster, places, { fromBeginning: true })
export const endsOf = (cluster: Cluster, places: readonly Place[]): Promise<number[]> =>
  listOffsets(cluster, places, { fromBeginning: false })

/** The group's committed offset by place; -1 where it never committed. */
export async function committedOf(cluster: Cluster, group: string, places: readonly Place[]): Promise<number[]> {
  if (places.length === 0) return []
  const coordinator = await cluster.findGroupCoordinator({ groupId: group })
  const topics = byTopic(places, ({ partition }) => ({ partition, offset: '-1' }))
  return inOrder(places, (await coordinator.offsetFetch({ groupId: group, topics })).responses)
}

export function lagOf(requests: Requests, group: string, topics: readonly string[]): Promise<Lag[]> {
  return requests.about(topics, async (cluster) => {
    const places = placesOf(cluster, topics)
    // Committed first: read later, it could be beyond the end.
    const committed = await committedOf(cluster, group, places)
    const [earliest, ends] = await Promise.all([earliestOf(cluster, places), endsOf(cluster, places)])
    return places.map(({ topic, partition }, i) => {
      const start = earliest[i] ?? 0
      const end = ends[i] ?? start
      const position = committed[i] ?? -1
      const done = position < 0 ? start : position
      return { topic, partition, committed: done, end, waiting: Math.max(0, end - Math.max(done, start)) }
    })
  })
}

export function offsetsAtTime(requests: Requests, topics: readonly string[], time: number): Promise<Position[]> {
  return requests.about(topics, async (cluster) => {
    const places = placesOf(cluster, topics)
    const [found, ends] = await Promise.all([
      // 0 and less have meanings of their own in the protocol; nothing was appended before 1970.
      listOffsets(cluster, places, { fromTimestamp: Math.max(1, Math.ceil(time)) }),
      endsOf(cluster, places),
    ])
    return places.map((place, i) => ({ ...place, offset: (found[i] ?? -1) < 0 ? (ends[i] ?? 0) : (found[i] ?? 0) }))
  })
}

/** Kafka's commit without a member, which the broker takes only while the group is empty. */
export function moveGroup(requests: Requests, group: string, positions: readonly Position[]): Promise<void> {
  const topics = [...new Set(positions.map(({ topic }) => topic))]
  if (topics.length === 0) return Promise.resolve()
  return requests.about(topics, async (cluster) => {
    await checkPositions(cluster, positions)
    const coordinator = await cluster.findGroupCoordinator({ groupId: group })
    const moved = byTopic(positions, ({ partition }, i) => ({ partition, offset: String(positions[i]?.offset) }))
    try {
      await coordinator.offsetCommit({ groupId: group, groupGenerationId: -1, memberId: '', topics: moved })
    } catch (error) {
      if (!isZombie(error)) throw error
      throw new ThalaError('bad-input', `group ${group} has a subscriber: stop it before its positions are changed`)
    }
  })
}

async function checkPositions(cluster: Cluster, positions: readonly Position[]): Promise<void> {
  const topics = positions.map(({ topic }) => topic)
  const places = placesOf(cluster, topics)
  const ends = await endsOf(cluster, places)
  for (const { topic, partition, offset } of positions) {
    const at = places.findIndex((place) => place.topic === topic && place.partition === partition)
    const end = ends[at]
    if (end === undefined) throw new ThalaError('bad-input', `${topic} has no partition ${partition}`)
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > end)
      throw new ThalaError(
        'bad-input',
        `${topic}/${partition} goes from 0 to ${end}: no group can be moved to ${offset}`,
      )
  }
}
