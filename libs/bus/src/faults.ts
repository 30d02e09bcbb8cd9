// Faults that a log may honestly show, on purpose and repeatable: for tests of whatever is built on it.

export interface FaultSettings {
  readonly seed: number
  /** Chance, 0 to 1, that a batch that was done and committed is delivered once more. */
  readonly duplicates?: number
  /** Chance that a partition's batch waits first, so that partitions overtake each other; up to `delayMs` (default 20). */
  readonly delays?: number
  readonly delayMs?: number
  /** Chance that a batch is cut to a random part of what is there. */
  readonly splits?: number
  /** Chance that `publish` stores everything and then rejects with `dependency-down`, as when an answer is lost. */
  readonly lostAnswers?: number
}

export interface Faults {
  redeliver(): boolean
  /** Milliseconds; 0 = none. */
  delay(): number
  /** How many of `count` records are delivered, 1 to `count`. */
  cut(count: number): number
  loseAnswer(): boolean
}

export const noFaults: Faults = {
  redeliver: () => false,
  delay: () => 0,
  cut: (count) => count,
  loseAnswer: () => false,
}

/** Keeps the seeds of neighbouring streams far apart (a large odd number). */
const STREAM_STEP = 0x9e3779b1

/** Mulberry32: 32 bits of state, the same numbers for the same seed everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Each stream draws from a sequence of its own, so that what happens to one does not hang on how fast the others are. */
export function seededFaults(settings: FaultSettings, stream: number): Faults {
  const { seed, duplicates = 0, delays = 0, delayMs = 20, splits = 0, lostAnswers = 0 } = settings
  const random = seededRandom(seed + stream * STREAM_STEP)
  const happens = (chance: number) => random() < chance
  return {
    redeliver: () => happens(duplicates),
    delay: () => (happens(delays) ? random() * delayMs : 0),
    cut: (count) => (happens(splits) ? 1 + Math.floor(random() * count) : count),
    loseAnswer: () => happens(lostAnswers),
  }
}
