import { sourceMessage } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { byRevision, eventStream } from './event-stream.ts'

const stream = eventStream({ seed: 1, events: 600 })

describe('a stream of events', () => {
  it('is what the topic takes, as many as asked for, in the order of their source', () => {
    expect(stream).toHaveLength(600)
    for (const event of stream) expect(sourceMessage.safeParse(event).error?.issues).toBeUndefined()
    expect(stream.toSorted(byRevision)).toEqual(stream)
    expect(new Set(stream.map(({ id }) => id)).size).toBe(600)
  })

  it('is the same for the same seed, and another for another one', () => {
    expect(eventStream({ seed: 1, events: 600 })).toEqual(stream)
    expect(eventStream({ seed: 2, events: 600 })[0]?.id).not.toBe(stream[0]?.id)
  })

  it('has edits, deletions and recurrences, and fixes told before what they fix', () => {
    const deleted = stream.filter((event) => event.deleted)
    const edited = stream.filter(({ revision, at, deleted }) => revision > at && !deleted)
    const again = stream.filter(({ text }) => text.startsWith('broken again'))
    const share = (deleted.length + edited.length + again.length) / stream.length
    expect(share).toBeGreaterThan(0.12)
    expect(share).toBeLessThan(0.25)
    for (const some of [deleted, edited, again]) expect(some.length).toBeGreaterThan(5)
    const early = stream.filter(({ text, at }) => {
      const what = /^fixed (.*)$/.exec(text)?.[1]
      return what !== undefined && stream.some((report) => report.text === `broken ${what}` && report.at > at)
    })
    expect(early.length).toBeGreaterThan(5)
  })
})
