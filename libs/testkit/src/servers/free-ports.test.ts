import { ThalaError } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { freePorts, onFreePorts } from './free-ports.ts'

const taken = new ThalaError('port-in-use', 'taken')

describe('free ports', () => {
  it('differ, and lie below those that are given to outgoing connections', async () => {
    const ports = await freePorts(50)
    expect(new Set(ports).size).toBe(50)
    expect(ports.every((port) => port >= 18_000 && port < 32_000)).toBe(true)
  })

  it('are drawn again when another process took one first', async () => {
    const tried: number[][] = []
    const started = await onFreePorts(2, async (ports) => {
      tried.push(ports)
      if (tried.length < 3) throw taken
      return ports
    })
    expect(tried).toHaveLength(3)
    expect(started).toBe(tried[2])
    expect(tried[0]).not.toEqual(tried[1])
  })

  it('are given up after the third loss', async () => {
    let attempts = 0
    const start = async () => {
      attempts++
      throw taken
    }
    await expect(onFreePorts(1, start)).rejects.toBe(taken)
    expect(attempts).toBe(3)
  })

  it('are not blamed for another failure', async () => {
    let attempts = 0
    const start = async () => {
      attempts++
      throw new ThalaError('dependency-down', 'out of memory')
    }
    await expect(onFreePorts(1, start)).rejects.toThrow('out of memory')
    expect(attempts).toBe(1)
  })
})
