// When a mail came, from its headers: dates as RFC 5322 and as the `From ` line of an mbox write them. Strict: what is no
// date gives null, never the present moment.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const HOUR_MINUTES = 60
/** RFC 5322, 4.3; zones that it does not name count as UTC, as it says. */
const ZONES: ReadonlyMap<string, number> = new Map(
  Object.entries({ EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 }).map(([name, hours]) => [
    name,
    hours * HOUR_MINUTES,
  ]),
)

const CLOCK = '(\\d{1,2}):(\\d{2})(?::(\\d{2}))?'
const ZONE = '([+-]\\d{4}|[A-Z]{1,5})'
/** `Mon, 8 Sep 2025 09:41:50 +0200` */
const RFC = new RegExp(
  `^(?:[a-z]{3,9},? )?(\\d{1,2})[ -]([a-z]{3})[a-z]{0,6}[ -](\\d{2}|\\d{4}),? ${CLOCK}(?: ${ZONE})?$`,
  'i',
)
/** `Mon Sep  8 09:41:50 2025`, with a zone before the year or after it. */
const ASCTIME = new RegExp(`^[a-z]{3} ([a-z]{3}) (\\d{1,2}) ${CLOCK}(?: ${ZONE})? (\\d{4})(?: ${ZONE})?$`, 'i')

/** Longest text that is looked at. */
const MAX_LENGTH = 200

/** Epoch ms, or null. */
export function mailTime(text: string): number | null {
  const plain = text
    .slice(0, MAX_LENGTH)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const rfc = RFC.exec(plain)
  if (rfc) return timeOf(rfc[3], rfc[2], rfc[1], [rfc[4], rfc[5], rfc[6]], rfc[7])
  const asctime = ASCTIME.exec(plain)
  if (asctime)
    return timeOf(asctime[7], asctime[1], asctime[2], [asctime[3], asctime[4], asctime[5]], asctime[6] ?? asctime[8])
  return null
}

function timeOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): number | null {
  const at = MONTHS.indexOf((month ?? '').toLowerCase())
  const [hour = 0, minute = 0, second = 0] = clock.map((part) => Number(part ?? 0))
  const date = Number(day)
  if (at < 0 || date < 1 || hour > 23 || minute > 59 || second > 60) return null
  const time = Date.UTC(fullYear(year ?? ''), at, date, hour, minute, second)
  // 31 February would be in March.
  if (new Date(Date.UTC(fullYear(year ?? ''), at, date)).getUTCDate() !== date) return null
  const utc = time - minutesOf(zone ?? '') * 60_000
  return utc >= 0 ? utc : null
}

/** Years of two digits: RFC 5322, 4.3. */
const fullYear = (year: string): number =>
  year.length > 2 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900)

function minutesOf(zone: string): number {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(zone)
  if (!match) return ZONES.get(zone.toUpperCase()) ?? 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR_MINUTES + Number(match[3]))
}

/** `From ada@acme.example Mon Sep  8 09:41:50 2025`: the line between two mails of an mbox; null when it is none. */
export function fromLine(line: string): { readonly time: number | null } | null {
  const match = /^From .{0,400}?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{12,60})$/.exec(line.trimEnd())
  return match?.[1] === undefined ? null : { time: mailTime(match[1]) }
}

/** The date of a `Received:` field stands behind its last semicolon. */
export const receivedTime = (value: string): number | null => mailTime(value.slice(value.lastIndexOf(';') + 1))
