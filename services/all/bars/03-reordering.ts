// The same events, each delivered one to four times, in orders that have nothing to do with time: one state.

import {
  check,
  eventStream,
  outputsOf,
  referenceOf,
  shuffledCopies,
  standIns,
  startWorld,
  type World,
} from '@thala/testkit'
import { pipeline } from '../src/declarations.ts'
import { type Bar, secondsSince, sized } from './bar.ts'

/** Appended at once; what is read meanwhile is a batch of any size. */
const CHUNK = 500

export const reorderingBar: Bar = {
  id: 3,
  title: 'duplicates, reordering',
  run: async (form) => {
    const begun = performance.now()
    const count = sized(form, 600, 10_000)
    const seeds = sized(form, 3, 20)
    const events = eventStream({ seed: 3, events: count })
    const reference = await inWorld(async (world) => {
      await world.append(outputsOf(events))
      await world.drain()
      return referenceOf({ ...world, groups: world.running.groups })
    })
    const hashes = new Set([reference.hash])
    const findings: string[] = []
    let deliveries = 0
    for (let seed = 1; seed <= seeds; seed++) {
      const delivered = outputsOf(shuffledCopies(events, seed))
      deliveries += delivered.length
      await inWorld(async (world) => {
        for (let i = 0; i < delivered.length; i += CHUNK) await world.append(delivered.slice(i, i + CHUNK))
        await world.drain()
        const ran = { ...world, groups: world.running.groups }
        hashes.add((await referenceOf(ran)).hash)
        for (const { broken, what } of await check(ran, events, reference))
          findings.push(`seed ${seed}: ${broken}: ${what}`)
      })
    }
    return {
      pass: hashes.size === 1 && findings.length === 0,
      figures: {
        events: count,
        deliveries,
        seeds,
        hashes: hashes.size,
        incidents: reference.state.incidents.length,
        findings: findings.slice(0, 10),
        seconds: secondsSince(begun),
      },
    }
  },
}

async function inWorld<T>(use: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld(() => pipeline(standIns()))
  try {
    return await use(world)
  } finally {
    await world.stop()
  }
}
