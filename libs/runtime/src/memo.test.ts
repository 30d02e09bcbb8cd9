import { startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { memoOf } from './memo.ts'

const key = { messageId: 'm', recipe: 'reading 1', input: { text: 'broken' } }

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

describe('a memo', () => {
  it('answers byte for byte at first what it answers later', async () => {
    world = await startWorld(() => [])
    const memo = memoOf(world.store)
    const first = await memo(key, async () => ({ type: 'report', score: 0.5, also: { z: 1, a: 2 } }))
    const later = await memo<typeof first>(key, () => Promise.reject(new Error('asked again')))
    expect(JSON.stringify(first)).toBe('{"also":{"a":2,"z":1},"score":0.5,"type":"report"}')
    expect(JSON.stringify(later)).toBe(JSON.stringify(first))
  })
})
