// What a process may touch, derived from the declarations that run in it: topics, consumer groups, collections.
// The runtime's own needs (retry tiers, dead letters, attempts, memos, checkpoints) are part of it.

import { type Collection, collections, DEAD_LETTERS } from '@thala/contracts'
import { groupsOf } from '@thala/runtime'
import type { Declaration } from '@thala/service'

export interface Privileges {
  readonly service: string
  readonly topicsRead: readonly string[]
  readonly topicsWritten: readonly string[]
  readonly groups: readonly string[]
  readonly collectionsRead: readonly string[]
  readonly collectionsWritten: readonly string[]
}

/** What answers are composed from, and who may ask; a server's declaration does not say which collections it reads. */
const SERVED = [collections.messages, collections.incidents, collections.directory, collections.keys]

/** Beside its own, which `erases` empties of a deleted message. */
const ERASED = [collections.memos, collections.deadLetters]

function written(one: Declaration): readonly Collection[] {
  switch (one.kind) {
    case 'service':
      return Object.keys(one.consumes).length > 0 ? [collections.attempts, collections.memos] : []
    case 'view':
      return one.erases ? [one.collection, ...ERASED] : [one.collection]
    case 'fold':
      return [one.collection]
    case 'source':
      return []
  }
}

const names = (all: readonly (string | Collection)[]): readonly string[] =>
  [...new Set(all.map((one) => (typeof one === 'string' ? one : one.name)))].sort()

/** With the default names of topics. */
export function privilegesOf(service: string, declarations: readonly Declaration[]): Privileges {
  const groups = groupsOf(declarations, {})
  const read = groups.flatMap(({ topics }) => topics)
  const consumed = declarations.flatMap((one) => Object.values(one.consumes).map(({ name }) => name))
  const produced = declarations.flatMap((one) => Object.values(one.produces).map(({ name }) => name))
  const heard = declarations.flatMap((one) => Object.values(one.hears).map(({ name }) => name))
  const tiers = read.filter((topic) => !consumed.includes(topic))
  const writes = [
    ...declarations.flatMap(written),
    // Positions of sources, owners of scopes, and that erased text is still in files.
    collections.checkpoints,
    ...(groups.length > 0 ? [collections.deadLetters] : []),
  ]
  const serves = declarations.some((one) => one.serve !== undefined)
  return {
    service,
    topicsRead: names([...read, ...heard]),
    topicsWritten: groups.length > 0 || produced.length > 0 ? names([...produced, ...tiers, DEAD_LETTERS]) : [],
    groups: names(groups.map(({ group }) => group)),
    collectionsRead: serves ? names(SERVED) : [],
    collectionsWritten: names(writes),
  }
}
