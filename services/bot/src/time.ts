// Moments for people: in the reader's own time zone where the client can, with the age beside it.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `2025-09-10 08:00 UTC`. */
export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Slack shows it in each reader's zone, other clients in UTC. Both times in epoch ms. */
export function when(at: number, now: number): string {
  const date = `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${utc(at)}>`
  const age = ageOf(now - at)
  return age === '' ? date : `${date} (${age})`
}

function ageOf(ms: number): string {
  if (ms < 0) return ''
  return ms < MINUTE ? 'just now' : `${span(ms)} ago`
}

/** The largest unit that says enough: `40 min`, `5 h`, `3 d`. */
export function span(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min`
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`
  return `${Math.round(ms / DAY)} d`
}
