// Similar incidents: those with a fix that can be read, then the others, each with the words that matched.

import type { KnownBlock } from '@slack/types'
import { isAnswered, type SearchResult } from '@thala/incidents'
import { harmless } from '@thala/text'
import type { Answer } from './answer.ts'
import { incidentMenu } from './incident-actions.ts'
import { fixLines, originLine, stateLine, titleLine } from './issue-blocks.ts'
import { context, escaped, header, section, words } from './markup.ts'

const MAX_QUERY = 120

export function searchBlocks(query: string, results: readonly SearchResult[], now: number): Answer {
  const asked = `“${words(query, MAX_QUERY)}”`
  if (results.length === 0) {
    const text = `Nothing similar to ${asked} in the conversations that you can read.`
    return { blocks: [section(text, 'Try the words of the error message, or the name of the service.')], text }
  }
  const answered = results.filter(isAnswered)
  const others = results.filter((result) => !isAnswered(result))
  const blocks = [
    header('Similar incidents'),
    context(`for ${asked}`),
    ...group('*Resolved before*', answered, now),
    ...group(answered.length > 0 ? '*Also similar*' : '*No fix known yet*', others, now),
  ]
  return { blocks, text: `${results.length} similar ${results.length === 1 ? 'incident' : 'incidents'} for ${asked}` }
}

function group(title: string, results: readonly SearchResult[], now: number): KnownBlock[] {
  if (results.length === 0) return []
  return [section(title), ...results.flatMap((result) => resultBlocks(result, now))]
}

function resultBlocks(result: SearchResult, now: number): KnownBlock[] {
  const { card, best } = result
  const match = `match ${Math.round(result.relevance * 100)} %`
  // The title and the fix stand there already; another message is quoted, if it has words.
  const stands = ['', card.resolution?.text, card.suspectedFix?.text, result.text]
  const said = stands.includes(best.text) ? [] : [quote(best)]
  const lines = section(titleLine(card), stateLine(card, match), ...fixLines(card), ...said)
  return [{ ...lines, accessory: incidentMenu(card) }, context(originLine(card, now))]
}

/** Bold where the words of the query stand; a mark inside of a longer word stays plain, as Slack would show the star. */
export function quote({ text: written, marks, author }: SearchResult['best']): string {
  const text = harmless(written)
  let out = ''
  let at = 0
  for (const { start, end } of marks) {
    const hit = text.slice(start, end)
    const apart = !/[\p{L}\p{N}*_~`]/u.test(`${text.charAt(start - 1)}${text.charAt(end)}`) && !/[*\s]/.test(hit)
    out += escaped(text.slice(at, start)) + (apart ? `*${escaped(hit)}*` : escaped(hit))
    at = end
  }
  out += escaped(text.slice(at))
  const by = author === null ? '' : `${words(author, 60)}: `
  return `${by}“${out.replace(/\s+/g, ' ').trim()}”`
}
