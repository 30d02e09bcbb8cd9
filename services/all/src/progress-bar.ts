// How far something is, as a bar of one line or, where no terminal is, as a line now and then. Pure: the text alone.

export interface Step {
  readonly label: string
  readonly done: number
  readonly total: number
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const MAX_CELLS = 40
const MIN_CELLS = 5
/** Where no terminal is, a line at each of these parts of the whole. */
const PARTS = 4

const shareOf = ({ done, total }: Step): number => (total > 0 ? Math.min(1, Math.max(0, done / total)) : 1)

const number = (value: number): string => value.toLocaleString('en-US')

/** Never wider than `width`: the bar goes first, then the end of the label. */
export function barLine(step: Step, width: number): string {
  const share = shareOf(step)
  const figures = `${String(Math.floor(share * 100)).padStart(3)}% ${number(step.done)}/${number(step.total)}`
  const cells = Math.min(MAX_CELLS, width - step.label.length - figures.length - 2)
  if (cells >= MIN_CELLS) return `${step.label} ${bar(share, cells)} ${figures}`
  const room = width - figures.length - 1
  if (room < 2) return figures.slice(0, Math.max(0, width))
  const label = step.label.length <= room ? step.label : `…${step.label.slice(1 - room)}`
  return `${label} ${figures}`
}

function bar(share: number, cells: number): string {
  const eighths = Math.floor(share * cells * 8)
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`.padEnd(cells, '░')
}

/** The line that is due where no terminal is; null when that part was told already, or there is nothing to do. */
export function plainLine(step: Step, told: number): { readonly line: string; readonly told: number } | null {
  if (step.total === 0) return null
  const part = Math.floor(shareOf(step) * PARTS)
  if (part <= told) return null
  return { line: `${step.label}: ${number(step.done)} of ${number(step.total)}`, told: part }
}
