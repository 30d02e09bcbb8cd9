// Times as on-call engineers compare them with logs: the local clock, always the same width.

import type { IncidentCard } from '@thala/contracts/page'

const two = (value: number): string => String(value).padStart(2, '0')

/** `2025-09-10 08:00`, local time. */
export function localTime(at: number): string {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `2025-09-10T08:00:00.000Z`: for machines, and for whoever points at a time. */
export const universalTime = (at: number): string => new Date(at).toISOString()

/** `40 min`, `3 h 5 min`, `2 d 4 h`: how long something lasted. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return hours % 24 === 0 || hours >= 14 * 24
    ? `${Math.floor(hours / 24)} d`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** How long an incident has been open at `now`, or how long it was, ms. */
export const openFor = ({ openedAt, resolution }: Pick<IncidentCard, 'openedAt' | 'resolution'>, now: number): number =>
  (resolution?.at ?? now) - openedAt
