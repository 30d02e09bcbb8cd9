// Live and ready. Reasons are kept by key, so that what degraded a run can also take its word back.

import type { Health } from '@thala/service'

export interface HealthBoard {
  starting(): void
  started(): void
  stopping(): void
  /** Not ready for this reason, until `recover(key)`. */
  degrade(key: string, reason: string): void
  recover(key: string): void
  /** The process should be replaced. */
  kill(reason: string): void
  read(): Health
}

export function healthBoard(): HealthBoard {
  const reasons = new Map<string, string>()
  let dead = false
  return {
    starting: () => reasons.set('lifecycle', 'starting'),
    started: () => reasons.delete('lifecycle'),
    stopping: () => reasons.set('lifecycle', 'stopping'),
    degrade: (key, reason) => reasons.set(key, reason),
    recover: (key) => reasons.delete(key),
    kill: (reason) => {
      dead = true
      reasons.set('dead', reason)
    },
    read: () => ({ live: !dead, ready: reasons.size === 0, reasons: [...reasons.values()] }),
  }
}
