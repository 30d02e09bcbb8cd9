import { describe, expect, it } from 'vitest'
import { furthest } from './commits.ts'

describe('commits that go out together', () => {
  it('are one for each partition, the furthest', () => {
    const first = { topic: 'a', partition: 0 }
    const second = { topic: 'a', partition: 1 }
    const commits = [
      { place: first, offset: 5 },
      { place: second, offset: 0 },
      { place: first, offset: 9 },
      { place: first, offset: 7 },
    ]
    expect(furthest(commits)).toEqual([
      { topic: 'a', partition: 0, offset: '9' },
      { topic: 'a', partition: 1, offset: '0' },
    ])
  })
})
