// One sentence on what moved a decision, made from the weights that moved it and nothing else.

import type { Ground } from './dense.ts'
import type { Contribution } from './heads.ts'

export const MAX_REASONING = 200
const MAX_WORDS = 3
/** What gave less than this share of all that spoke for the decision is not worth naming. */
const NOTABLE = 0.1

/** A name without the marks of its kind: ends of the text, "in a reply", "whole text". Null if people could not read it. */
function readable(name: string): string | null {
  if (/[~#]/.test(name)) return null
  const plain = name
    .replace(/^(?:re:|=) /, '')
    .replace(/^\^ ?| ?\$$/g, '')
    .trim()
  return plain === '' ? null : plain
}

/** Up to three, the strongest first; one that lies within another is left out. */
function strongest(words: readonly Contribution[]): string[] {
  const chosen: string[] = []
  for (const { name } of [...words].sort((a, b) => b.gain - a.gain)) {
    const plain = readable(name ?? '')
    if (
      plain === null ||
      chosen.some((other) => ` ${other} `.includes(` ${plain} `) || ` ${plain} `.includes(` ${other} `))
    )
      continue
    chosen.push(plain)
    if (chosen.length === MAX_WORDS) break
  }
  return chosen
}

export interface Grounds {
  /** "an incident report", "a discussion" … */
  readonly reads: string
  /** "incident reports", "discussions" … */
  readonly kind: string
  readonly contributions: readonly Contribution[]
  /** "a report", "a message"; null if it answers nothing. */
  readonly answers: string | null
}

export function reasoning({ reads, kind, contributions, answers }: Grounds): string {
  const sumOf = (ground: Ground) =>
    contributions.filter((one) => one.ground === ground).reduce((sum, { gain }) => sum + gain, 0)
  const sums = { words: sumOf('words'), meaning: sumOf('meaning'), answer: sumOf('answer'), form: sumOf('form') }
  const total = Object.values(sums).reduce((sum, gain) => sum + Math.max(0, gain), 0)
  const notable = (ground: Ground) => total > 0 && sums[ground] / total > NOTABLE
  const words = strongest(contributions.filter(({ ground, gain }) => ground === 'words' && gain > 0))
  const quoted = words.length > 0 ? ` (${words.map((word) => `“${word}”`).join(', ')})` : ''
  const grounds = [
    notable('words') ? `its wording${quoted}` : null,
    notable('meaning') ? `a meaning close to ${kind}` : null,
    notable('answer') && answers !== null ? `it answers ${answers}` : null,
    notable('form') ? 'its form' : null,
  ].filter((ground) => ground !== null)
  const why = grounds.length > 0 ? grounds.join('; ') : 'nothing in it spoke for anything else'
  const sentence = `Reads as ${reads}: ${why}.`
  return sentence.length <= MAX_REASONING ? sentence : `${sentence.slice(0, MAX_REASONING - 1)}…`
}
