// Shares the partitions of a group among its subscriptions in this process, as a broker would: each partition has one
// owner, and when one leaves the others take over. Two processes do not see each other's groups (the owner lock of the
// data folder keeps them apart).

import type { Lane } from '../lane.ts'
import type { StreamPlace } from './log.ts'

export interface Member {
  readonly places: readonly StreamPlace[]
  /** Starts to deliver once `after` has resolved. */
  start(place: StreamPlace, after: Promise<unknown>): Pick<Lane, 'end'>
}

/** How long a partition that moves waits for its running batch. */
const HANDOVER_MS = 5_000

/** Whose each stream is: partition p of a topic goes to member p modulo the number of those who want the topic. */
export function assign<M extends Pick<Member, 'places'>>(members: readonly M[]): Map<number, M> {
  const wanting = new Map<number, M[]>()
  const partitions = new Map<number, number>()
  for (const member of members)
    for (const { stream, partition } of member.places) {
      wanting.set(stream, [...(wanting.get(stream) ?? []), member])
      partitions.set(stream, partition)
    }
  const owners = new Map<number, M>()
  for (const [stream, candidates] of wanting) {
    const owner = candidates[(partitions.get(stream) ?? 0) % candidates.length]
    if (owner) owners.set(stream, owner)
  }
  return owners
}

interface Group {
  readonly members: Member[]
  readonly lanes: Map<number, { owner: Member; lane: Pick<Lane, 'end'> }>
  /** When the last former owner of a stream has let go. */
  readonly endings: Map<number, Promise<void>>
}

export interface Groups {
  join(group: string, member: Member): void
  /** Whether anybody is in it, or still letting go. */
  has(group: string): boolean
  /** Waits for the member's running batches up to `timeoutMs`. */
  leave(group: string, member: Member, timeoutMs: number): Promise<void>
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()

  const rebalance = (group: Group, timeoutMs: number): Promise<unknown> => {
    const owners = assign(group.members)
    const ended: Promise<void>[] = []
    for (const [stream, { owner, lane }] of group.lanes) {
      if (owners.get(stream) === owner) continue
      const ending = lane.end(timeoutMs)
      ended.push(ending)
      group.endings.set(stream, ending)
      group.lanes.delete(stream)
    }
    for (const member of group.members)
      for (const place of member.places) {
        if (owners.get(place.stream) !== member || group.lanes.has(place.stream)) continue
        const after = group.endings.get(place.stream) ?? Promise.resolve()
        group.lanes.set(place.stream, { owner: member, lane: member.start(place, after) })
      }
    return Promise.all(ended)
  }

  return {
    join: (name, member) => {
      const group: Group = groups.get(name) ?? { members: [], lanes: new Map(), endings: new Map() }
      groups.set(name, group)
      group.members.push(member)
      void rebalance(group, HANDOVER_MS)
    },
    has: (name) => groups.has(name),
    leave: async (name, member, timeoutMs) => {
      const group = groups.get(name)
      const at = group?.members.indexOf(member) ?? -1
      if (!group || at < 0) return
      group.members.splice(at, 1)
      await rebalance(group, timeoutMs)
      if (group.members.length === 0) groups.delete(name)
    },
  }
}
