// Source times. All times are integer milliseconds since the Unix epoch, UTC.
//
// | source | `at` (creation; place in the fold)   | `revision` (order of versions)                  |
// |--------|--------------------------------------|-------------------------------------------------|
// | slack  | `ts`                                 | `edited.ts`, else `ts`; a deletion's `event_ts`  |
// | jira   | `created` (change: its history time) | `updated`, or the change's own time             |
// | email  | INTERNALDATE                         | INTERNALDATE                                    |
// | ticket | `created_at`                         | the row's `updated_at`, else the export's latest |
// | api    | the client's `timestamp`             | when the event was appended                     |
//
// A deletion found by comparing carries the time at which the successful comparison began.

/** A time further ahead than this is clamped to the time of receipt. Source: the largest clock skew NTP-less hosts show in practice. */
export const MAX_FUTURE_MS = 5 * 60_000

/** Milliseconds of a Slack `ts` such as `1757318400.123456`, or null when it is none. */
export function slackTime(ts: string): number | null {
  const match = /^(\d{9,11})\.(\d{6})$/.exec(ts)
  return match?.[1] && match[2] ? Number(match[1]) * 1000 + Math.floor(Number(match[2]) / 1000) : null
}

/** A source time, clamped to `receivedAt` when it lies more than `MAX_FUTURE_MS` ahead; `clampedFrom` then keeps the original. */
export function clampTime(time: number, receivedAt: number): { time: number; clampedFrom?: number } {
  return time > receivedAt + MAX_FUTURE_MS ? { time: receivedAt, clampedFrom: time } : { time }
}
