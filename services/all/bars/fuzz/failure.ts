// What broke, in one line that can be pasted into a test.

const MOST_INPUT = 500
/** Between what happened and on what. */
export const SEPARATOR = ' on input '

export function failureLine(error: unknown, input: unknown): string {
  const [line = '', at = ''] = error instanceof Error ? (error.stack ?? error.message).split('\n') : [String(error)]
  return `${[line, at.trim()].filter((part) => part !== '').join(' ')}${SEPARATOR}${inputText(input)}`
}

function inputText(input: unknown): string {
  const text =
    input instanceof Uint8Array
      ? `base64 ${Buffer.from(input).toString('base64')}`
      : (JSON.stringify(input) ?? 'undefined')
  const short = text.replace(/(.)\1{29,}/gsu, (run, one: string) => `${one}…×${[...run].length}`)
  return short.length > MOST_INPUT ? `${short.slice(0, MOST_INPUT)}… (${text.length} characters)` : short
}
