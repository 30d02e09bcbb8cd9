// What `/thala` can do, and what to type instead of what was not understood.

import { COMMAND } from '@thala/contracts'
import type { Answer } from './answer.ts'
import { type Usage, usages } from './command.ts'
import { escaped, header, section, words } from './markup.ts'

/** Longest explanation, in code points. */
const MAX_PROBLEM = 300

const explanations: readonly (readonly [Usage, string])[] = [
  ['latest_issue', 'Incidents, latest activity first, ten to a page.'],
  ['search', 'Similar incidents of the past: those with a known fix first. The id of an incident leads to it.'],
  ['predict', 'Category, severity and likelihood of something new.'],
  ['help', 'This page.'],
]

const typed = (usage: Usage, command: string): string => escaped(`${command} ${usages[usage]}`)

/** `command` is what stands before the usages where one types. */
export function helpBlocks(command: string = COMMAND): Answer {
  const intro = 'Thala notices incidents and their fixes in ordinary messages. Nobody has to declare anything.'
  const lines = explanations.map(([usage, says]) => section(`\`${typed(usage, command)}\`\n${says}`))
  const all = explanations.map(([usage]) => typed(usage, command)).join(', ')
  return { blocks: [header('What you can ask'), section(intro), ...lines], text: `What you can ask: ${all}` }
}

/** `problem` in plain words, not yet escaped. */
export function misunderstoodBlocks(problem: string, usage: Usage, command: string = COMMAND): Answer {
  const text = `${words(problem, MAX_PROBLEM)} Try \`${typed(usage, command)}\``
  return { blocks: [section(text)], text }
}
