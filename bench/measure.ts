// Measuring on a noisy machine: Thala and its peer take turns, several times; the median of each is compared.
// Only ratios travel from one machine to another.

export interface Side {
  readonly name: string
  /** Does the work once and answers how many units it did. */
  run(): Promise<number>
}

export interface Result {
  readonly what: string
  readonly unit: string
  /** Units a second, median of the rounds. */
  readonly ours: number
  readonly peer: number
  readonly peerName: string
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

async function rate(side: Side): Promise<number> {
  const since = performance.now()
  const units = await side.run()
  return units / ((performance.now() - since) / 1000)
}

export async function compare(what: string, unit: string, ours: Side, peer: Side, rounds = 5): Promise<Result> {
  const rates = { ours: [] as number[], peer: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rates.peer.push(await rate(peer))
    rates.ours.push(await rate(ours))
  }
  return { what, unit, ours: median(rates.ours), peer: median(rates.peer), peerName: peer.name }
}

export function table(results: readonly Result[]): string[] {
  const rows = results.map(({ what, unit, ours, peer, peerName }) => [
    what,
    `${Math.round(ours).toLocaleString('en')} ${unit}/s`,
    `${Math.round(peer).toLocaleString('en')} ${unit}/s`,
    (ours / peer).toFixed(2),
    peerName,
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
