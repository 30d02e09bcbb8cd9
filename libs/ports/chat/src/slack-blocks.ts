// Block Kit as text: what a person reads in a message that an app built from blocks. Promise: never throws, and
// answers Slack markup (`<@U…>`, `<https://…|label>`), so that it reads like any other text.
// The blocks: https://docs.slack.dev/reference/block-kit/blocks

import { z } from 'zod'

/** Rich text nests lists in quotes in lists; deeper than this is not written by a person. */
const MAX_DEPTH = 12
const MAX_NODES = 5_000

const list = z.array(z.unknown()).catch([])
const line = z.string().catch('')

const node = z.object({
  type: line,
  text: z.unknown().optional(),
  title: z.unknown().optional(),
  fields: list,
  elements: list,
  rows: list,
  url: line,
  user_id: line,
  channel_id: line,
  usergroup_id: line,
  name: line,
  range: line,
  fallback: line,
  alt_text: line,
})
type Node = z.infer<typeof node>

const textObject = z.object({ text: z.string() })

/** Text of blocks, one line or more for each. */
export function blocksText(blocks: readonly unknown[]): string {
  const budget = { nodes: MAX_NODES }
  return joined(
    blocks.map((block) => blockText(block, 0, budget)),
    '\n',
  )
}

/** The text was typed by a person in Slack's editor: the message's `text` says the same. */
export const isRichText = (block: unknown): boolean => node.safeParse(block).data?.type === 'rich_text'

interface Budget {
  nodes: number
}

function blockText(value: unknown, depth: number, budget: Budget): string {
  const parsed = node.safeParse(value)
  if (!parsed.success || depth > MAX_DEPTH || budget.nodes-- <= 0) return ''
  const block = parsed.data
  switch (block.type) {
    case 'section':
      return joined([textOf(block.text), ...block.fields.map(textOf)], '\n')
    case 'header':
    case 'markdown':
      return textOf(block.text)
    case 'context':
      return joined(block.elements.map(textOf), ' ')
    case 'image':
      return joined([textOf(block.title), block.alt_text], '\n')
    case 'video':
      return textOf(block.title)
    case 'table':
      return joined(
        block.rows.map((row) => rowText(row, depth, budget)),
        '\n',
      )
    default:
      return richText(block, depth, budget)
  }
}

const rowText = (row: unknown, depth: number, budget: Budget): string =>
  joined(
    list.parse(row).map((cell) => blockText(cell, depth + 1, budget)),
    ' | ',
  )

function richText(element: Node, depth: number, budget: Budget): string {
  const inside = (separator: string) =>
    joined(
      element.elements.map((child) => blockText(child, depth + 1, budget)),
      separator,
    )
  switch (element.type) {
    case 'rich_text':
      return inside('\n')
    case 'rich_text_section':
      return inside('')
    case 'rich_text_list':
      return joined(
        element.elements.map((child) => `• ${blockText(child, depth + 1, budget)}`),
        '\n',
      )
    case 'rich_text_quote':
      return inside('').replace(/^/gm, '> ')
    case 'rich_text_preformatted':
      return `\`\`\`${inside('')}\`\`\``
    default:
      return leaf(element)
  }
}

function leaf(element: Node): string {
  switch (element.type) {
    case 'text':
    case 'raw_text':
      return textOf(element.text)
    case 'link':
      return textOf(element.text) ? `<${element.url}|${textOf(element.text)}>` : `<${element.url}>`
    case 'emoji':
      return `:${element.name}:`
    case 'user':
      return `<@${element.user_id}>`
    case 'channel':
      return `<#${element.channel_id}>`
    case 'usergroup':
      return `<!subteam^${element.usergroup_id}>`
    case 'broadcast':
      return `<!${element.range}>`
    case 'date':
      return element.fallback
    default:
      return ''
  }
}

/** Blocks write a text as `{ type, text }`, rich text and markdown as the string itself. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (textObject.safeParse(value).data?.text ?? '')
}

const joined = (parts: readonly string[], separator: string): string =>
  parts.filter((part) => part !== '').join(separator)
