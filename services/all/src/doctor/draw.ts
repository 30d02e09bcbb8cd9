// An examination for a terminal: a line for each finding, what is wrong last and once more in the sum.

import { terminalText } from '@thala/bot'
import { painter } from '../draw-story.ts'
import type { Finding, State } from './finding.ts'

const styles = { ok: 'green', warning: 'yellow', fault: 'red' } as const

const LONGEST_STATE = 7
const LONGEST_WHAT = 18

export function drawFindings(findings: readonly Finding[], { colour }: { readonly colour: boolean }): string[] {
  const paint = painter(colour)
  const lines = findings.map(({ state, what, on, note, variable }) => {
    const found = note === null ? on : `${on}: ${note}`
    const change = variable === null ? '' : `  ${paint('dim', `[${variable}]`)}`
    return `${paint(styles[state], state.padEnd(LONGEST_STATE))}  ${what.padEnd(LONGEST_WHAT)} ${terminalText(found)}${change}`
  })
  return [...lines, '', sumOf(findings)]
}

function sumOf(findings: readonly Finding[]): string {
  const count = (state: State) => findings.filter((one) => one.state === state).length
  const named = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  const faults = count('fault')
  const warnings = count('warning')
  if (faults + warnings === 0) return 'all is well'
  return [faults > 0 ? named(faults, 'fault') : 'no fault', ...(warnings > 0 ? [named(warnings, 'warning')] : [])].join(
    ', ',
  )
}
