import { type LinkInput, linkInput } from '@thala/contracts'
import { cosine, fromBase64 } from '@thala/embedder'
import { describe, expect, it } from 'vitest'
import { linkStream, shuffledCopies } from './link-stream.ts'

const stream = linkStream({ seed: 1, messages: 300 })
const isReport = ({ types }: LinkInput) => types.incident_report > 0.5

describe('a stream of link inputs', () => {
  it('is what the topic takes', () => {
    for (const input of stream) expect(linkInput.safeParse(input).error?.issues).toBeUndefined()
  })

  it('is the same for the same seed, and another for another one', () => {
    expect(linkStream({ seed: 1, messages: 300 })).toEqual(stream)
    expect(linkStream({ seed: 2, messages: 300 })[0]?.vector).not.toBe(stream[0]?.vector)
  })

  it('has as many messages as asked for, each with an id of its own, besides edits and deletions', () => {
    expect(new Set(stream.map(({ messageId }) => messageId)).size).toBe(300)
    expect(stream.some(({ deleted }) => deleted)).toBe(true)
    expect(stream.some(({ deleted, revision, at }) => !deleted && revision > at)).toBe(true)
  })

  it('has fixes in threads that are near what they fix', () => {
    const reports = new Map(stream.filter(isReport).map((input) => [input.messageId, input.vector ?? '']))
    const near = stream.flatMap(({ types, threadId, vector }) => {
      const root = threadId === null ? undefined : reports.get(threadId)
      return types.resolution > 0.5 && root && vector ? [cosine(fromBase64(root), fromBase64(vector))] : []
    })
    expect(near.length).toBeGreaterThan(10)
    expect(near.reduce((sum, x) => sum + x, 0) / near.length).toBeGreaterThan(0.6)
  })
})

describe('shuffled copies', () => {
  it('hold each item one to four times, out of order', () => {
    const copies = shuffledCopies(stream, 7)
    const counts = Map.groupBy(copies, (input) => input.id)
    expect(counts.size).toBe(new Set(stream.map(({ id }) => id)).size)
    for (const same of counts.values()) expect(same.length).toBeLessThanOrEqual(4)
    expect(copies.map(({ at }) => at)).not.toEqual(copies.map(({ at }) => at).toSorted((a, b) => a - b))
  })

  it('of nothing are nothing', () => expect(shuffledCopies([], 1)).toEqual([]))
})
