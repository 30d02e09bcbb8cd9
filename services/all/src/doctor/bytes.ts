// Sizes and ages for people.

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
const STEP = 1000

export function bytesText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(STEP)))
  const value = bytes / STEP ** unit
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

const AGES = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1_000 },
]

/** `3 hours ago` */
export function agoText(ms: number): string {
  const age = AGES.find((one) => ms >= one.ms)
  if (!age) return 'just now'
  const count = Math.floor(ms / age.ms)
  return `${count} ${age.name}${count === 1 ? '' : 's'} ago`
}
