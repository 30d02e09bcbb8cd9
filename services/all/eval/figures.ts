// What an evaluation answers: figures with counts and intervals, and beside each what a simple rule reaches on the same rows.

/** A share or a mean, from `n` cases, with the bounds of its 95 % bootstrap interval. */
export interface Figure {
  readonly value: number
  readonly n: number
  readonly lo: number
  readonly hi: number
  /** What a simple rule reaches on the same cases. */
  readonly baseline?: { readonly name: string; readonly value: number }
}

/** By metric. */
export type Figures = Readonly<Record<string, Figure>>

export interface Evaluated {
  readonly figures: Figures
  /** What a reader of the figures has to know. */
  readonly notes: readonly string[]
}

/** A task that had nothing to run on, and why. */
export interface Skipped {
  readonly skipped: string
}

/** A task whose data do not fit, or that broke, and how. */
export interface Failed {
  readonly failed: string
}

export type Outcome = Evaluated | Skipped | Failed

export const isEvaluated = (outcome: Outcome): outcome is Evaluated => 'figures' in outcome
export const isFailed = (outcome: Outcome): outcome is Failed => 'failed' in outcome
