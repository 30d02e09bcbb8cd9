import { describe, expect, it } from 'vitest'
import { lookAtMachine, thisMachine } from './machine.ts'

const GB = 1024 ** 3
const look = async (machine: { node: string; memoryBytes: number }) => Array.fromAsync(lookAtMachine(machine))

describe('the machine', () => {
  it.each(['20.18.0', '24.14.9', '23.99.0'])('warns of Node.js %s, which is too old', async (node) => {
    expect(await look({ node, memoryBytes: 8 * GB })).toMatchObject([
      { state: 'warning', note: expect.stringContaining('24.15') },
    ])
  })

  it('warns of little memory', async () => {
    expect(await look({ node: '24.15.0', memoryBytes: GB })).toMatchObject([
      { state: 'warning', note: expect.stringContaining('1 GB') },
    ])
  })

  it.each(['24.15.0', '24.21.3', '26.0.0'])('is content with Node.js %s', async (node) => {
    expect(await look({ node, memoryBytes: 8 * GB })).toMatchObject([{ state: 'ok', what: 'Node.js' }])
  })

  it('is the one that this runs on', () => {
    expect(thisMachine().node).toBe(process.version.slice(1))
  })
})
