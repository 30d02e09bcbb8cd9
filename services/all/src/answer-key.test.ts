// The answer key agrees with itself: what it says of each incident follows from the roles of its messages.

import { type Entry, evaluate } from '@thala/incidents'
import { describe, expect, it } from 'vitest'
import { type AnswerKey, messageId, readAnswerKey, sourceOf, sources } from './answer-key.ts'

const sample = new URL('../../../infra/sample/', import.meta.url)
const key: AnswerKey = await readAnswerKey(new URL('answer-key.json', sample))
const members = key.incidents.flatMap(({ messages }) => messages.map(({ message }) => message))

const roles = ['report', 'corroboration', 'discussion', 'suspected-fix', 'resolution', 'recurrence'] as const
const isRole = (role: string): role is (typeof roles)[number] => roles.some((one) => one === role)

/** In the order of the key, which is that of time. */
const entry = (message: string, role: string, at: number): Entry => {
  if (!isRole(role)) throw new Error(`no role: ${role}`)
  const evidence: Entry['evidence'] = { kind: 'thread', reasons: [], candidates: [] }
  const nobody = { author: null, conversationId: null, category: null, severity: null }
  return { entryId: message, role, at, decisionVersion: 1, evidence, ...nobody }
}

describe('the answer key', () => {
  it.each(key.incidents)('says of $name what follows from its roles', ({ root, status, messages, ...said }) => {
    const incident = evaluate(messages.map(({ message, role }, at) => entry(message, role, at)))
    expect(incident).toMatchObject({ rootId: root, status })
    expect(incident.resolution?.messageId ?? null).toBe(said.resolvedBy)
    expect(incident.suspectedFix?.messageId ?? null).toBe(said.suspectedFix)
    expect(messages.filter(({ role }) => role === 'report').map(({ message }) => message)).toEqual([root])
    expect(messages[0]).toMatchObject({ message: root, via: 'root' })
  })

  it('gives a message to one incident at most, and none to what must stay alone', () => {
    expect(new Set(members).size).toBe(members.length)
    const alone = [...key.orphans, ...key.traps, ...key.deleted].map(({ message }) => message)
    expect(alone.filter((message) => members.includes(message))).toEqual([])
  })

  it('knows the type of every message that it speaks of, and a fix by its type', () => {
    const named = [...members, ...[...key.orphans, ...key.traps].map(({ message }) => message)]
    expect(named.filter((message) => !(message in key.types))).toEqual([])
    const fixes = key.incidents.flatMap(({ messages }) => messages.filter(({ role }) => /resolution|fix/.test(role)))
    const typed = fixes.filter(({ message }) => !message.includes(':change:'))
    expect(typed.filter(({ message }) => key.types[message] !== 'resolution')).toEqual([])
    expect(key.orphans.filter(({ message }) => key.types[message] !== 'resolution')).toEqual([])
  })

  it('names messages of all three sources, each by an id of its own', () => {
    const ids = Object.keys(key.types).map((message) => messageId(key, message))
    expect(new Set(ids).size).toBe(ids.length)
    for (const source of sources) expect(members.some((message) => sourceOf(message) === source)).toBe(true)
    expect(key.mails.size).toBe(40)
    for (const name of Object.keys(key.types).filter((one) => sourceOf(one) === 'mail'))
      expect(messageId(key, name)).toMatch(/^mail:support@nettlecart\.example:[0-9a-f]{32}$/)
  })
})
