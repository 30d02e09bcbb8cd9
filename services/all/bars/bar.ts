// A bar: a scenario, a number, and whether it is met. Short forms run with the tests, full ones by `npm run bars`.

import type { Servers } from './servers.ts'

export type Form = 'short' | 'full'

export type Figures = Readonly<Record<string, number | string | boolean | readonly string[]>>

export interface Outcome {
  readonly pass: boolean
  readonly figures: Figures
}

export interface Bar {
  /** The number of the bar, or a name. */
  readonly id: number | string
  readonly title: string
  run(form: Form, servers: Servers): Promise<Outcome>
}

/** By form. */
export const sized = <T>(form: Form, short: T, full: T): T => (form === 'full' ? full : short)

export const secondsSince = (begun: number): number => Math.round((performance.now() - begun) / 100) / 10

/** The value below which a `share` (0 to 1) of the values lie; 0 without any. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
