// The known name that a misspelt one was probably meant to be.

/** Letters that may be wrong, missing or swapped; in a short name fewer. */
const MOST_EDITS = 3
const LETTERS_FOR_ONE_EDIT = 5

export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.min(MOST_EDITS, Math.floor(name.length / LETTERS_FOR_ONE_EDIT)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const edits = distance(name, candidate)
    if (edits >= least) continue
    least = edits
    best = candidate
  }
  return best
}

/** Insertions, deletions, replacements, and swaps of two neighbours. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
