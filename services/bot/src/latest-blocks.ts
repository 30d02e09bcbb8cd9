// One page of the list of incidents, with buttons to the pages beside it.

import type { ActionsBlock, Button } from '@slack/types'
import { actionIds } from '@thala/contracts'
import type { IssueList } from '@thala/incidents'
import type { Answer } from './answer.ts'
import { misunderstoodBlocks } from './help-blocks.ts'
import { issueBlocks } from './issue-blocks.ts'
import { context, header, section } from './markup.ts'

/** `command`: what to type before `latest_issue`, where another page is advised. */
export function latestBlocks(list: IssueList, now: number, command?: string): Answer {
  const { issues, page, pages, pageSize, total } = list
  if (total === 0) {
    const text = 'No incidents yet in the conversations that you can read.'
    return { blocks: [section(text)], text }
  }
  if (page > pages) {
    const there = pages === 1 ? 'there is only one page' : `the last one is ${pages}`
    return misunderstoodBlocks(`There is no page ${page}: ${there}.`, 'latest_issue', command)
  }
  const first = (page - 1) * pageSize + 1
  const last = first + issues.length - 1
  const range = first === last ? `${first} of ${total}` : `${first}–${last} of ${total}`
  const buttons = pageButtons(page, pages)
  const blocks = [
    header('Latest incidents'),
    context(range),
    ...issues.flatMap((card) => issueBlocks(card, now)),
    ...buttons,
  ]
  return { blocks, text: `Latest incidents, ${range}` }
}

/** `value` is the page that the button leads to. */
function pageButtons(page: number, pages: number): ActionsBlock[] {
  const button = (text: string, action_id: string, to: number): Button => ({
    type: 'button',
    text: { type: 'plain_text', text, emoji: false },
    action_id,
    value: String(to),
  })
  const elements = [
    ...(page > 1 ? [button('◂ Previous', actionIds.previousPage, page - 1)] : []),
    ...(page < pages ? [button('Next ▸', actionIds.nextPage, page + 1)] : []),
  ]
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}
