// Measuring on a noisy machine: Thala and its peer take turns, several times; the median of each is compared.
// Only ratios travel from one machine to another.

export interface Side {
  readonly name: string
  /** Does the work once and answers how many units it did. */
  run(): Promise<number>
  /** Waits, outside of the time that is measured, for what the work left to be done. */
  settle?(): Promise<void>
}

/** `full`: as long as a figure that is quoted needs; else as long as it takes to see whether something became worse. */
export interface Size {
  readonly full: boolean
}

/** `a second`: how many were done, more is better. `ms`: how long it took, less is better. */
export type Measure = { readonly of: 'a second'; readonly unit: string } | { readonly of: 'ms' }

export interface Result {
  readonly what: string
  readonly measure: Measure
  /** Median of the rounds, unless `what` names another measure. */
  readonly ours: number
  readonly peer: number
  readonly peerName: string
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
export const median = (values: readonly number[]): number => percentile(values, 0.5)

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return (performance.now() - since) / 1000
}

async function rate(side: Side): Promise<number> {
  let units = 0
  const took = await seconds(async () => {
    units = await side.run()
  })
  await side.settle?.()
  return units / took
}

export async function compare(what: string, unit: string, ours: Side, peer: Side, rounds = 5): Promise<Result> {
  const rates = { ours: [] as number[], peer: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rates.peer.push(await rate(peer))
    rates.ours.push(await rate(ours))
  }
  return {
    what,
    measure: { of: 'a second', unit },
    ours: median(rates.ours),
    peer: median(rates.peer),
    peerName: peer.name,
  }
}

/** How many times as good as the peer: above 1 Thala is faster, whatever is measured. */
export const ratioOf = ({ measure, ours, peer }: Result): number => (measure.of === 'ms' ? peer / ours : ours / peer)

function figure(value: number, measure: Measure): string {
  if (measure.of === 'ms') return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`
  return `${Math.round(value).toLocaleString('en')} ${measure.unit}/s`
}

export function table(results: readonly Result[]): string[] {
  const rows = results.map((result) => [
    result.what,
    figure(result.ours, result.measure),
    figure(result.peer, result.measure),
    ratioOf(result).toFixed(ratioOf(result) < 0.1 ? 3 : 2),
    result.peerName,
  ])
  const head = ['what', 'Thala', 'peer', 'ratio', 'peer is']
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
