import { describe, expect, it } from 'vitest'
import type { Message } from './client.ts'
import { countOf, type Outgoing, openLine } from './line.ts'

const outgoing = (name: string, bytes = 10): Outgoing => ({ message: { value: name }, bytes })
const many = (count: number, bytes?: number) => Array.from({ length: count }, (_, i) => outgoing(`m${i}`, bytes))
const names = (messages: readonly Message[]) => messages.map(({ value }) => String(value))

describe('a line', () => {
  it('sends one batch at a time; what comes meanwhile goes out together, in order', async () => {
    const sends: { messages: string[]; done: () => void }[] = []
    const line = openLine((messages) => new Promise((done) => sends.push({ messages: names(messages), done })))
    const calls = [line.push([outgoing('a')]), line.push([outgoing('b'), outgoing('c')]), line.push([outgoing('d')])]
    expect(sends.map(({ messages }) => messages)).toEqual([['a']])
    sends[0]?.done()
    await calls[0]
    expect(sends.map(({ messages }) => messages)).toEqual([['a'], ['b', 'c', 'd']])
    sends[1]?.done()
    await Promise.all(calls)
  })

  it('fails the calls of a send that failed, sends nothing of them after, and goes on with the others', async () => {
    const sent: string[][] = []
    const line = openLine(async (messages) => {
      sent.push(names(messages))
      if (sent.length === 1) throw new Error('no answer')
    })
    const [large, small] = await Promise.allSettled([line.push(many(700)), line.push([outgoing('next')])])
    expect([large?.status, small?.status]).toEqual(['rejected', 'fulfilled'])
    expect(sent.map(({ length }) => length)).toEqual([500, 1])
    expect(sent[1]).toEqual(['next'])
  })

  it('resolves a call only when all of its sends are stored', async () => {
    let left = 2
    const line = openLine(async () => {
      left -= 1
    })
    await line.push(many(700))
    expect(left).toBe(0)
  })

  it.each([
    [0, 10, 0],
    [499, 10, 499],
    [501, 10, 500],
    [3, 400_000, 2],
    [2, 1_000_000, 1],
  ])('takes of %d messages of %d bytes %d into one send', (count, bytes, expected) => {
    expect(countOf(many(count, bytes))).toBe(expected)
  })
})
