// Token buckets, one for each caller: so many requests at once, then so many a second. Bounded in number: the callers that
// were seen longest ago are forgotten, which only ever makes their bucket full again.

export interface Buckets {
  /** Takes one; answers 0, or in how many whole seconds to come back. */
  take(caller: string): number
  /** The same without taking. */
  look(caller: string): number
}

export interface BucketSize {
  readonly burst: number
  readonly perSecond: number
}

interface Bucket {
  readonly tokens: number
  readonly at: number
}

const MAX_CALLERS = 10_000

export function buckets({ burst, perSecond }: BucketSize, now: () => number): Buckets {
  const known = new Map<string, Bucket>()
  const filled = (caller: string): Bucket => {
    const at = now()
    const before = known.get(caller)
    if (!before) return { tokens: burst, at }
    // A clock that was set back must not empty a bucket.
    const added = (Math.max(0, at - before.at) / 1000) * perSecond
    return { tokens: Math.min(burst, before.tokens + added), at }
  }
  const waitOf = ({ tokens }: Bucket): number => (tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)))
  return {
    look: (caller) => waitOf(filled(caller)),
    take: (caller) => {
      const bucket = filled(caller)
      const waitSeconds = waitOf(bucket)
      // Taken out first: the order of the map is then the order in which callers were last seen.
      known.delete(caller)
      known.set(caller, waitSeconds === 0 ? { ...bucket, tokens: bucket.tokens - 1 } : bucket)
      const [oldest] = known.keys()
      if (known.size > MAX_CALLERS && oldest !== undefined) known.delete(oldest)
      return waitSeconds
    },
  }
}
