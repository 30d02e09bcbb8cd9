import { describe, expect, it } from 'vitest'
import { healthBoard } from './health.ts'

describe('healthBoard', () => {
  it('is not ready before it has started nor once it stops', () => {
    const board = healthBoard()
    board.starting()
    expect(board.read()).toEqual({ live: true, ready: false, reasons: ['starting'] })
    board.started()
    expect(board.read()).toEqual({ live: true, ready: true, reasons: [] })
    board.stopping()
    expect(board.read().ready).toBe(false)
  })

  it('takes back a reason, but only that one', () => {
    const board = healthBoard()
    board.degrade('a', 'log is away')
    board.degrade('b', 'model is away')
    board.recover('a')
    expect(board.read().reasons).toEqual(['model is away'])
  })

  it('is dead for good once killed', () => {
    const board = healthBoard()
    board.kill('replaced')
    expect(board.read()).toEqual({ live: false, ready: false, reasons: ['replaced'] })
  })
})
