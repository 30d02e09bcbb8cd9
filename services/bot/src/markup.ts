// Block Kit from plain values. Promise: what other people wrote reaches Slack as characters, never as a mention, a link or
// a command, and acts on no words but its own; every text stays within Slack's limits, whatever goes in.
// https://docs.slack.dev/reference/block-kit/blocks

import type { ContextBlock, HeaderBlock, MrkdwnElement, SectionBlock } from '@slack/types'
import { withoutCodes } from './terminal-codes.ts'

export const MAX_BLOCKS = 50
export const MAX_SECTION = 3000
const MAX_HEADER = 150
/** A permalink longer than this is left out: it would eat the room of the text. */
const MAX_URL = 500

/** Someone else's words on one line, escaped; at most `limit` code points before escaping (which makes five of one). */
export const words = (text: string, limit: number): string => escaped(oneLine(text, limit))

export function oneLine(text: string, limit: number): string {
  const points = [...withoutCodes(text).replace(/\s+/g, ' ').trim()]
  return points.length <= limit ? points.join('') : `${points.slice(0, limit - 1).join('')}…`
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A link if the address is one of the web, else the label alone. `label` is escaped already. */
export function link(url: string | null, label: string): string {
  if (url === null || url.length > MAX_URL || !/^https?:\/\/[^\s<>|\p{Cc}\p{Cf}\p{Cs}]+$/u.test(url)) return label
  return `<${url.replaceAll('&', '&amp;')}|${label.replaceAll('|', '¦')}>`
}

/** `verbatim`: Slack makes no mentions or links out of words that look like them. */
const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true })

/** Lines of escaped text; those beyond the limit of a section are left out whole, so that no escape is cut in two. */
export const section = (...lines: readonly string[]): SectionBlock => ({
  type: 'section',
  text: mrkdwn(fitting(lines, MAX_SECTION)),
})

export const fields = (...pairs: readonly (readonly [string, string])[]): SectionBlock => ({
  type: 'section',
  fields: pairs.slice(0, 10).map(([name, value]) => mrkdwn(`*${name}*\n${value}`)),
})

export const context = (...lines: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(fitting(lines, MAX_SECTION))],
})

export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: oneLine(text, MAX_HEADER), emoji: false },
})

function fitting(lines: readonly string[], limit: number): string {
  let text = ''
  for (const line of lines) {
    const longer = text === '' ? line : `${text}\n${line}`
    if (longer.length <= limit) text = longer
  }
  return text === '' ? ' ' : text
}
