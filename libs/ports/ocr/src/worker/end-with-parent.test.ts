import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, vi } from 'vitest'

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a process that hears nothing any more ends when the one that started it was killed', async () => {
  const parent = fork(new URL('../fixtures/programs/parent.ts', import.meta.url), [], { execArgv: [] })
  const [pid] = await once(parent, 'message')
  try {
    expect(runs(Number(pid))).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(runs(Number(pid))).toBe(false), { timeout: 20_000, interval: 100 })
  } finally {
    if (runs(Number(pid))) process.kill(Number(pid), 'SIGKILL')
  }
})
