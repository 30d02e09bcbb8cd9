// How commands speak: lines to standard output, JSON when asked, progress on standard error and only for a terminal.

export interface Console {
  readonly json: boolean
  readonly colour: boolean
  readonly width: number
  line(text?: string): void
  /** One JSON document; nothing else is printed then. */
  data(value: unknown): void
  /** Replaces the line before; nothing when standard error is no terminal. */
  progress(text: string): void
}

const DEFAULT_WIDTH = 100

export function terminal(json: boolean): Console {
  const { stdout, stderr } = process
  let shown = false
  const clear = () => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
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
    progress: (text) => {
      if (json || !stderr.isTTY) return
      clear()
      stderr.write(text)
      shown = true
    },
  }
}
