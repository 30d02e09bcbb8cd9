// Times as people's tools write them: ISO 8601, with a space for the `T`, with or without seconds, fraction and zone, or as
// seconds or milliseconds since 1970. Strict: a day that no calendar has is no time, and what is ambiguous
// (`01/02/2025`) is not guessed.

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/i
const EPOCH = /^\d{10}(?:\d{3}|\.\d{1,6})?$/
const MINUTE_MS = 60_000

/** Epoch ms, or null when it is none. Without a zone: UTC. Nothing before 1970 is accepted. */
export function isoTime(text: string): number | null {
  const trimmed = text.trim()
  if (EPOCH.test(trimmed)) return Math.floor(Number(trimmed) * (/^\d{13}$/.test(trimmed) ? 1 : 1000))
  const match = ISO.exec(trimmed)
  if (!match) return null
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((part) => Number(match[part] ?? 0))
  if (year === undefined || month === undefined || day === undefined) return null
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
  const date = new Date(time)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const offset = zoneMinutes(match[8])
  if (offset === null) return null
  const utc = time - offset * MINUTE_MS
  return utc >= 0 ? utc : null
}

function zoneMinutes(zone: string | undefined): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '')
  if (!match) return 0
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)]
  if (hours > 15 || minutes > 59) return null
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes)
}
