import { describe, expect, it } from 'vitest'
import { answersUnder } from './hosts.ts'

describe('the names under which a server answers', () => {
  it.each<[string, string[], string, boolean]>([
    ['127.0.0.1', [], 'evil.example', false],
    ['127.0.0.1', [], '192.168.1.5', false],
    ['0.0.0.0', [], 'evil.example', false],
    ['0.0.0.0', [], 'localhost.evil.example', false],
    ['0.0.0.0', ['thala.acme.example'], 'acme.example', false],
    ['192.168.1.5', [], '192.168.1.6', false],
    ['127.0.0.1', [], 'localhost', true],
    ['127.0.0.1', ['thala.acme.example'], 'thala.acme.example', true],
    ['127.0.0.1', ['THALA.acme.example'], 'thala.acme.example', true],
    ['0.0.0.0', [], '192.168.1.5', true],
    ['::', [], 'fe80::1', true],
    ['0.0.0.0', [], 'localhost', true],
    ['192.168.1.5', [], '192.168.1.5', true],
    ['thala.local', [], 'thala.local', true],
  ])('bound to %s, also named %j: %s → %s', (host, hosts, name, expected) => {
    expect(answersUnder({ host, hosts })(name)).toBe(expected)
  })
})
