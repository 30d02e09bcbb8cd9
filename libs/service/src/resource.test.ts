import { describe, expect, it } from 'vitest'
import { type Resource, startAll } from './resource.ts'

/** Resources that write down when they start and stop. */
function recorded(log: string[], name: string, failure?: 'start' | 'stop'): Resource<string> {
  return {
    name,
    start: async () => {
      if (failure === 'start') throw new Error(`${name} does not start`)
      log.push(`start ${name}`)
      return name.toUpperCase()
    },
    stop: async (value) => {
      log.push(`stop ${value}`)
      if (failure === 'stop') throw new Error(`${name} does not stop`)
    },
  }
}

describe('startAll', () => {
  it('rolls back what had started when one fails, and passes the error on', async () => {
    const log: string[] = []
    const resources = { a: recorded(log, 'a'), b: recorded(log, 'b'), c: recorded(log, 'c', 'start') }
    await expect(startAll(resources)).rejects.toThrow('c does not start')
    expect(log).toEqual(['start a', 'start b', 'stop B', 'stop A'])
  })

  it('starts in order and stops in reverse', async () => {
    const log: string[] = []
    const running = await startAll({ a: recorded(log, 'a'), b: recorded(log, 'b') })
    expect(running.values).toEqual({ a: 'A', b: 'B' })
    await running.stop()
    expect(log).toEqual(['start a', 'start b', 'stop B', 'stop A'])
  })

  it('stops the others although one does not stop', async () => {
    const log: string[] = []
    const running = await startAll({ a: recorded(log, 'a'), b: recorded(log, 'b', 'stop') })
    await expect(running.stop()).rejects.toThrow('some resources did not stop')
    expect(log).toContain('stop A')
  })

  it('stops each but once', async () => {
    const log: string[] = []
    const running = await startAll({ a: recorded(log, 'a') })
    await running.stop()
    await running.stop()
    expect(log.filter((line) => line === 'stop A')).toHaveLength(1)
  })
})
