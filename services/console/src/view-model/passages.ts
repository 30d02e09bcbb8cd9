// A message cut into what was said and what was pasted: logs and traces between fences of three backticks.

export interface Passage {
  readonly kind: 'words' | 'code'
  readonly text: string
}

const FENCE = '```'

/** Nothing is lost but fences and empty passages; a fence that is never closed is part of the words. */
export function passages(text: string): Passage[] {
  const parts = text.split(FENCE)
  const isOpen = parts.length % 2 === 0
  const whole = isOpen ? [...parts.slice(0, -2), `${parts.at(-2)}${FENCE}${parts.at(-1)}`] : parts
  return whole
    .map((part, i): Passage => ({ kind: i % 2 === 0 ? 'words' : 'code', text: part.replace(/^\n+/, '').trimEnd() }))
    .filter((passage) => passage.text !== '')
}
