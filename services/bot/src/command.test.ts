import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_WORDS, parseCommand } from './command.ts'

describe('what was typed', () => {
  it.each([
    ['latest_issue 0', '“0” is no page', 'latest_issue'],
    ['latest_issue -1', '“-1” is no page', 'latest_issue'],
    ['latest_issue two', '“two” is no page', 'latest_issue'],
    ['latest_issue 1.5', '“1.5” is no page', 'latest_issue'],
    ['latest_issue 1 2', '“1 2” is no page', 'latest_issue'],
    ['latest_issue 999999', '“999999” is no page', 'latest_issue'],
    ['latest_issue 99999999999999999999', 'is no page', 'latest_issue'],
    ['search', '“search” needs some words', 'search'],
    ['search   ', '“search” needs some words', 'search'],
    ['predict', '“predict” needs some words', 'predict'],
    [`search ${'x'.repeat(MAX_WORDS + 1)}`, 'That is 2001 characters; at most 2000', 'search'],
    ['serach payments', 'There is no command “serach”', 'help'],
    ['latest', 'There is no command “latest”', 'latest_issue'],
    ['constructor', 'There is no command “constructor”', 'help'],
    ['INC-BQZNJJP again', 'There is no command “INC-BQZNJJP”', 'help'],
    ['INC-17', 'There is no command “INC-17”', 'help'],
    ['/thalax search', 'There is no command “/thalax”', 'help'],
  ])('%j is explained', (text, problem, usage) => {
    expect(parseCommand(text)).toEqual({ kind: 'misunderstood', problem: expect.stringContaining(problem), usage })
  })

  it.each([
    ['', { kind: 'help' }],
    ['/thala', { kind: 'help' }],
    [' HELP ', { kind: 'help' }],
    ['latest_issue', { kind: 'latest_issue', page: 1 }],
    ['/thala latest_issue 3', { kind: 'latest_issue', page: 3 }],
    ['Search  payments timing\nout ', { kind: 'search', query: 'payments timing\nout' }],
    ['/thala INC-BQZNJJP', { kind: 'incident', id: 'INC-BQZNJJP' }],
    ['inc-bqznjjp', { kind: 'incident', id: 'inc-bqznjjp' }],
    ['0123456789abcdef0123456789abcdef', { kind: 'incident', id: '0123456789abcdef0123456789abcdef' }],
    ['search INC-BQZNJJP', { kind: 'search', query: 'INC-BQZNJJP' }],
    ['predict the queue is stuck', { kind: 'predict', description: 'the queue is stuck' }],
  ])('%j is understood', (text, command) => {
    expect(parseCommand(text)).toEqual(command)
  })

  it('is never too much: any text is understood or explained in few words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
        const command = parseCommand(text)
        if (command.kind === 'misunderstood') expect(command.problem.length).toBeLessThan(200)
      }),
    )
  })
})
