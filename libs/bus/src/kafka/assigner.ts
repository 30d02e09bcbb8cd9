// Shares the partitions of a group. Promise: partition p of every topic belongs to the same member, so that one process
// sees both of two topics that share their keys; the oldest members come first, so that a newcomer takes what it must.

import { AssignerProtocol, type GroupMember, type PartitionAssigner } from './client.ts'

const NAME = 'thala-by-partition'

interface Candidate {
  readonly memberId: string
  /** When it came, epoch ms. */
  readonly since: number
}

/** By member, by topic. Partition p goes to member p modulo their number. */
export function share(
  candidates: readonly Candidate[],
  topics: ReadonlyMap<string, readonly number[]>,
): Map<string, Record<string, number[]>> {
  const members = [...candidates].sort((a, b) => a.since - b.since || (a.memberId < b.memberId ? -1 : 1))
  const shares = new Map(members.map(({ memberId }): [string, Record<string, number[]>] => [memberId, {}]))
  for (const [topic, partitions] of topics)
    for (const partition of partitions) {
      const own = shares.get(members[partition % members.length]?.memberId ?? '')
      if (own) own[topic] = [...(own[topic] ?? []), partition]
    }
  return shares
}

function candidate({ memberId, memberMetadata }: GroupMember): Candidate {
  const words = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData.toString()
  return { memberId, since: Number(words) || 0 }
}

/** `since`: when this member came, epoch ms. */
export const partitionAssigner =
  (since: number): PartitionAssigner =>
  ({ cluster }) => ({
    name: NAME,
    version: 1,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.from(String(since)) }),
    }),
    assign: async ({ members, topics }) => {
      const partitions = new Map(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]),
      )
      const shares = share(members.map(candidate), partitions)
      return [...shares].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: 1,
          assignment,
          userData: Buffer.alloc(0),
        }),
      }))
    },
  })
