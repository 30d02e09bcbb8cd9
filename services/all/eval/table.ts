// The figures as a table for people.

import { type Figure, isEvaluated, isFailed, type Outcome } from './figures.ts'

const shown = (value: number): string => value.toFixed(3)

const line = (name: string, { value, n, lo, hi, baseline }: Figure): string => {
  const beside = baseline ? `  ${shown(baseline.value)} ${baseline.name}` : ''
  return `  ${name.padEnd(30)} ${shown(value)}  [${shown(lo)}, ${shown(hi)}]  n ${String(n).padStart(5)}${beside}`
}

export function tableOf(outcomes: ReadonlyMap<string, Outcome>): string[] {
  const lines = [`  ${'figure'.padEnd(30)} value  95 % interval   cases    simple rule on the same cases`]
  for (const [name, outcome] of outcomes) {
    if (isEvaluated(outcome)) {
      lines.push(name)
      for (const [metric, figure] of Object.entries(outcome.figures)) lines.push(line(metric, figure))
      for (const note of outcome.notes) lines.push(`    (${note})`)
    } else lines.push(isFailed(outcome) ? `${name}: FAILED: ${outcome.failed}` : `${name}: not run: ${outcome.skipped}`)
  }
  return lines
}

/** `{task: {metric: {value, n, lo, hi}}}`; what was not run is not in it. */
export const jsonOf = (outcomes: ReadonlyMap<string, Outcome>): Record<string, Record<string, Figure>> =>
  Object.fromEntries(
    [...outcomes].flatMap(([name, outcome]) => (isEvaluated(outcome) ? [[name, { ...outcome.figures }]] : [])),
  )
