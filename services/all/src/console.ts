// How commands speak: lines to standard output, JSON when asked, progress on standard error (a bar also without a terminal).

import { barLine, plainLine, type Step } from './progress-bar.ts'

export interface Console {
  readonly json: boolean
  readonly colour: boolean
  readonly width: number
  line(text?: string): void
  /** One JSON document; nothing else is printed then. */
  data(value: unknown): void
  /** Replaces the line before; nothing when standard error is no terminal. */
  progress(text: string): void
  /** A line on standard error, whatever else is printed. */
  notice(text: string): void
  /** A drawn bar in its place; a line for each quarter when standard error is no terminal. */
  bar(step: Step): void
}

const DEFAULT_WIDTH = 100
/** A bar is drawn at most so often. */
const DRAW_EVERY_MS = 100

export function terminal(json: boolean): Console {
  const { stdout, stderr } = process
  let shown = false
  let drawnAt = Number.NEGATIVE_INFINITY
  const told = new Map<string, number>()
  const clear = () => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
  }
  const show = (text: string) => {
    clear()
    stderr.write(text)
    shown = true
  }
  return {
    json,
    colour: stdout.isTTY === true && process.env.NO_COLOR === undefined,
    width: Math.min(stdout.columns ?? DEFAULT_WIDTH, 120),
    line: (text = '') => {
      clear()
      stdout.write(`${text}\n`)
    },
    data: (value) => {
      clear()
      stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    notice: (text) => {
      clear()
      stderr.write(`${text}\n`)
    },
    progress: (text) => {
      if (!json && stderr.isTTY) show(text)
    },
    bar: (step) => {
      if (json) return
      if (stderr.isTTY) {
        const now = performance.now()
        if (step.done < step.total && now - drawnAt < DRAW_EVERY_MS) return
        drawnAt = now
        return show(barLine(step, (stderr.columns ?? DEFAULT_WIDTH) - 1))
      }
      const due = plainLine(step, told.get(step.label) ?? 0)
      if (!due) return
      told.set(step.label, due.told)
      stderr.write(`${due.line}\n`)
    },
  }
}
