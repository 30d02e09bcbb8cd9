// What `/thala` can do, and what to type instead of what was not understood.

import type { Answer } from './answer.ts'
import { usages } from './command.ts'
import { escaped, header, section } from './markup.ts'

const line = (usage: string, says: string): string => `\`${escaped(usage)}\`\n${says}`

const lines = [
  line(usages.latest_issue, 'Incidents, latest activity first, ten to a page.'),
  line(usages.search, 'Similar incidents of the past: those with a known fix first.'),
  line(usages.predict, 'Category, severity and likelihood of something new.'),
  line(usages.help, 'This page.'),
]

export function helpBlocks(): Answer {
  const intro = 'Thala notices incidents and their fixes in ordinary messages. Nobody has to declare anything.'
  const blocks = [header('What you can ask'), section(intro), ...lines.map((one) => section(one))]
  return { blocks, text: `What you can ask: ${Object.values(usages).map(escaped).join(', ')}` }
}

/** Both in plain words, not yet escaped. */
export function misunderstoodBlocks(problem: string, usage: string): Answer {
  const text = `${escaped(problem)} Try \`${escaped(usage)}\``
  return { blocks: [section(text)], text }
}
