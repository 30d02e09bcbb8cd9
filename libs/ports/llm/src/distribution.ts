// Probabilities over the classes of a head.

/** Weighted mean of two distributions over the same classes. */
export const blend = (a: readonly number[], b: readonly number[], shareOfB: number): number[] =>
  a.map((p, i) => p * (1 - shareOfB) + (b[i] ?? 0) * shareOfB)

/** Index of the largest; the first of equals. */
export const likeliest = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities))
