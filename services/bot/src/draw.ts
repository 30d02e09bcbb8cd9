// Blocks drawn for a terminal. Promise: no control characters of anyone's text reach the terminal, no line is wider than
// `width` (words longer than that are broken), and without `colour` there are no escape codes at all.

import type { ActionsBlock, KnownBlock } from '@slack/types'
import { actionIds, thalaCommand } from '@thala/contracts'
import { terminalText } from './terminal-text.ts'

/** What stands in place of `/thala` in a terminal. */
export const TERMINAL_COMMAND = thalaCommand('ask')

export interface DrawOptions {
  /** Columns, at least 20. */
  readonly width: number
  readonly colour: boolean
}

type Style = (text: string) => string
const plain: Style = (text) => text
const code =
  (open: number, close: number): Style =>
  (text) =>
    `\u001b[${open}m${text}\u001b[${close}m`
const bold = code(1, 22)
const dim = code(2, 22)

/** Ends without a line break. */
export function drawBlocks(blocks: readonly KnownBlock[], { width, colour }: DrawOptions): string {
  const columns = Math.max(20, width)
  const drawn = blocks.map((block, i) => {
    const next = blocks[i + 1]
    // A context line belongs to the block before it.
    const gap = next === undefined || next.type === 'context' || block.type === 'header' ? '' : '\n'
    return draw(block, columns, colour) + gap
  })
  return drawn.join('\n')
}

function draw(block: KnownBlock, width: number, colour: boolean): string {
  switch (block.type) {
    case 'header':
      return paragraph(terminalText(block.text.text), width, colour ? bold : plain)
    case 'section': {
      const texts = [...(block.text ? [block.text.text] : []), ...(block.fields ?? []).map(fieldLine)]
      return texts.map((text) => mrkdwn(text, width, colour, plain)).join('\n')
    }
    case 'context': {
      const texts = block.elements.flatMap((element) => ('text' in element ? [element.text] : []))
      return texts.map((text) => mrkdwn(text, width, colour, colour ? dim : plain)).join('\n')
    }
    case 'divider':
      return '─'.repeat(width)
    case 'actions':
      return paragraph(buttons(block), width, colour ? dim : plain)
    default:
      return ''
  }
}

const fieldLine = ({ text }: { text: string }): string => text.replace('\n', ': ')

/** A terminal has no buttons: what to type instead. */
function buttons(block: ActionsBlock): string {
  const names: Readonly<Record<string, string>> = {
    [actionIds.previousPage]: 'previous page',
    [actionIds.nextPage]: 'next page',
  }
  const typed = block.elements.flatMap((element) =>
    element.type === 'button' && element.action_id !== undefined && names[element.action_id] !== undefined
      ? [`${names[element.action_id]}: ${TERMINAL_COMMAND} latest_issue ${terminalText(element.value ?? '')}`]
      : [],
  )
  return typed.join(' · ')
}

function mrkdwn(text: string, width: number, colour: boolean, style: Style): string {
  return text
    .split('\n')
    .map((line) => paragraph(marked(readable(line)), width, (drawn) => style(emphasis(drawn, colour))))
    .join('\n')
}

/** Slack's markup as words: a link's label, a date's fallback, `& < >`. */
function readable(line: string): string {
  const words = line.replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
  return terminalText(words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
}

const STAR = /(?<![\p{L}\p{N}*])\*(\S(?:[^*]*\S)?)\*(?![\p{L}\p{N}*])/gu
/** Stand for "bold on" and "bold off" around each word until the lines are broken; private use, and cleaned out of texts. */
const ON = '\ue000'
const OFF = '\ue001'

const marked = (line: string): string =>
  line.replace(STAR, (_, words: string) => words.replace(/\S+/g, `${ON}$&${OFF}`)).replace(/`([^`]+)`/g, '$1')

const emphasis = (line: string, colour: boolean): string =>
  line.replace(/\ue000|\ue001/g, (mark) => (colour ? `\u001b[${mark === ON ? 1 : 22}m` : ''))

function paragraph(text: string, width: number, style: Style): string {
  const lines: string[] = []
  let line = ''
  const flush = () => {
    if (line !== '') lines.push(line)
    line = ''
  }
  for (const word of text.split(' ').flatMap((one) => broken(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) > width) {
      flush()
      line = word
    } else line = longer
  }
  flush()
  return lines.map(style).join('\n')
}

function broken(word: string, width: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const point of word) {
    if (columnsOf(part + point) > width) {
      parts.push(part)
      part = ''
    }
    part += point
  }
  return [...parts, part]
}

/** Emoji and East Asian characters take two columns, the marks of emphasis none. */
function columnsOf(text: string): number {
  let columns = 0
  for (const point of text) columns += WIDE.test(point) ? 2 : point === ON || point === OFF ? 0 : 1
  return columns
}
const WIDE = /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u
