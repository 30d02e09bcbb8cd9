import { collections } from '@thala/contracts'
import { memoryStore } from '@thala/incidents/testing'
import { describe, expect, it } from 'vitest'
import { linker } from './service.ts'
import { fix, report } from './testing/inputs.ts'

const change = (value: ReturnType<typeof report>) => ({ input: 'linkInput', value })

describe('the linker', () => {
  it('has one owner for each scope, whatever is to be placed', () => {
    expect(linker.scope(change(report('r', 0, { scope: 'team-a' })))).toBe('team-a')
    expect(collections.links.fields).toContain(linker.unpublishedField)
  })

  it('answers the rows that changed, causes told from what followed, and facts that can be repeated', async () => {
    const fold = await linker.open('default', memoryStore())
    const late = [change(fix('f', 5, { thread: 'r' }))]
    await fold.prepare(late)
    expect(fold.place(late).map(({ id, cause }) => [id, cause])).toEqual([['f', true]])
    const early = [change(report('r', 0))]
    await fold.prepare(early)
    const rows = fold.place(early)
    expect(rows.map(({ id, cause }) => [id, cause])).toEqual([
      ['r', true],
      ['f', false],
    ])
    for (const { body, index } of rows) {
      expect(index.unpublished).toBe('default')
      expect(linker.emit(JSON.parse(JSON.stringify(body)), 'main')).toEqual(linker.emit(body, 'main'))
      expect(linker.emit(body, 'main')).toHaveLength(1)
    }
    await fold.prepare(early)
    expect(fold.place(early)).toEqual([])
  })
})
