// The checker that the other bars rely on, checked itself: it finds each planted fault, and nothing in correct runs.

import { type Bar, secondsSince, sized } from './bar.ts'
import { hostileRun, prepareTrial } from './hostile.ts'
import { plants } from './plants.ts'

const EVENTS = 140

export const checkerBar: Bar = {
  id: 2,
  title: 'the checker is right',
  run: async (form) => {
    const begun = performance.now()
    const trial = await prepareTrial(1, EVENTS)
    const caught: string[] = []
    const missed: string[] = []
    for (const make of plants) {
      const plant = make()
      const kinds = new Set((await hostileRun(trial, plant)).map(({ broken }) => broken))
      if (kinds.size === 0) missed.push(plant.name)
      else caught.push(`${plant.name}: ${[...kinds].join(', ')}`)
    }
    const falseAlarms: string[] = []
    const seeds = sized(form, 2, 10)
    for (let seed = 1; seed <= seeds; seed++) {
      const findings = await hostileRun(await prepareTrial(seed, EVENTS))
      falseAlarms.push(...findings.map(({ broken, what }) => `seed ${seed}: ${broken}: ${what}`))
    }
    return {
      pass: missed.length === 0 && falseAlarms.length === 0,
      figures: {
        planted: plants.length,
        caught,
        missed,
        cleanSeeds: seeds,
        falseAlarms,
        seconds: secondsSince(begun),
      },
    }
  },
}
