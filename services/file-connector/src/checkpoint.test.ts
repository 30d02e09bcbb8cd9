import { describe, expect, it } from 'vitest'
import { resume } from './checkpoint.ts'

const stored = { digest: 'd1', position: 400, receivedAt: 7, complete: false }

describe('where a reading goes on', () => {
  it.each([
    ['there is no checkpoint', undefined],
    ['the checkpoint is of another content', { ...stored, digest: 'd2' }],
    ['the checkpoint cannot be read', { ...stored, position: -1 }],
    ['the checkpoint is something else', 'yesterday'],
  ])('is the start when %s', (_, checkpoint) => {
    expect(resume(checkpoint, 'd1')).toEqual({ position: 0, complete: false })
  })

  it('is where it stopped, with the time of receipt that it had', () => {
    expect(resume(stored, 'd1')).toMatchObject({ position: 400, receivedAt: 7, complete: false })
  })
})
