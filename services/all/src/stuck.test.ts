import type { Health } from '@thala/service'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unlessStuck } from './stuck.ts'

const well: Health = { live: true, ready: true, reasons: [] }
const full = (...services: string[]): Health => ({
  live: true,
  ready: false,
  reasons: services.map((service) => `${service} waits: the disk is full`),
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function waiting(first: Health) {
  const work = Promise.withResolvers<string>()
  const told: string[] = []
  const state = { health: first, progress: 0 }
  const outcome = unlessStuck(work.promise, {
    health: () => [state.health],
    progress: () => String(state.progress),
    onReason: (reason) => told.push(reason),
  }).catch((error: unknown) => error)
  return { work, told, state, outcome }
}

describe('waiting for work', () => {
  it('ends with the reason when nothing moves for 20 s, which was told at once', async () => {
    const { told, outcome } = waiting(full('linker', 'classifier'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual(['linker waits: the disk is full'])
    await vi.advanceTimersByTimeAsync(21_000)
    expect(await outcome).toMatchObject({
      code: 'dependency-down',
      message: expect.stringMatching(/^nothing has moved for 20 s: linker waits: the disk is full \(and 1 more\)\. /),
    })
    expect(told).toHaveLength(1)
  })

  it('goes on while something moves, however slowly', async () => {
    const { state, work, outcome } = waiting(full('linker'))
    for (let i = 0; i < 10; i++) {
      await vi.advanceTimersByTimeAsync(15_000)
      state.progress++
    }
    work.resolve('done')
    expect(await outcome).toBe('done')
  })

  it('goes on for as long as nothing speaks against it', async () => {
    const { state, work, outcome } = waiting(well)
    await vi.advanceTimersByTimeAsync(300_000)
    state.health = full('linker')
    await vi.advanceTimersByTimeAsync(15_000)
    state.health = well
    await vi.advanceTimersByTimeAsync(15_000)
    work.resolve('done')
    expect(await outcome).toBe('done')
  })

  it('ends at once when what works is dead', async () => {
    const { outcome } = waiting({ live: false, ready: false, reasons: ['the log is lost'] })
    await vi.advanceTimersByTimeAsync(300)
    expect(await outcome).toMatchObject({ message: expect.stringMatching(/^the log is lost\. /) })
  })

  it('ends with the error of the work itself, and leaves no timer', async () => {
    const { work, outcome } = waiting(well)
    work.reject(new Error('broken'))
    expect(await outcome).toMatchObject({ message: 'broken' })
    expect(vi.getTimerCount()).toBe(0)
  })
})
