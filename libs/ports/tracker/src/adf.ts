// Atlassian Document Format (what Jira's cloud keeps descriptions and comments in) as plain text.
// Promise: any value is read, hostile ones too: unknown nodes give what text they hold, nesting and size are bounded.
// The grammar: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/

import { CUT_MARK, MAX_TEXT } from '@thala/contracts'
import { z } from 'zod'

const MAX_DEPTH = 60
const MAX_NODES = 50_000

const text = z.string().optional().catch(undefined)
const node = z.object({
  type: text,
  text,
  content: z.array(z.unknown()).optional().catch(undefined),
  attrs: z.record(z.string(), z.unknown()).optional().catch(undefined),
  marks: z.array(z.unknown()).optional().catch(undefined),
})
type Node = z.infer<typeof node>

/** One node and its own words; null when it is none, or nothing more is read. */
type Read = (value: unknown) => { readonly node: Node; readonly own: string } | null

const link = z.object({ type: z.literal('link'), attrs: z.object({ href: z.string() }) })

/** Each stands on lines of its own. */
const BLOCKS = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'taskList',
  'decisionList',
  'listItem',
  'taskItem',
  'decisionItem',
  'codeBlock',
  'blockquote',
  'panel',
  'rule',
  'table',
  'tableRow',
  'mediaSingle',
  'mediaGroup',
  'expand',
  'nestedExpand',
  'blockCard',
  'embedCard',
])
const ITEMS = new Set(['listItem', 'taskItem', 'decisionItem'])

export const isAdf = (value: unknown): boolean => z.object({ type: z.literal('doc') }).safeParse(value).success

export function adfText(document: unknown): string {
  let left = MAX_NODES
  let length = 0
  const read: Read = (value) => {
    const parsed = node.safeParse(value)
    if (!parsed.success || --left < 0 || length > MAX_TEXT) return null
    const own = ownText(parsed.data)
    length += own.length
    return { node: parsed.data, own }
  }
  const write = (value: unknown, depth: number): string => {
    if (depth > MAX_DEPTH) return flat(value, read)
    const found = read(value)
    if (!found) return ''
    const inner = found.node.content?.map((child) => write(child, depth + 1)) ?? []
    return shaped(found.node, found.own, inner)
  }
  const words = write(document, 0)
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return left < 0 ? `${words}${CUT_MARK}` : words
}

/** What is nested deeper than calls may be: its words in their order, without their shape. */
function flat(value: unknown, read: Read): string {
  const words: string[] = []
  const waiting = [value]
  while (waiting.length > 0) {
    const found = read(waiting.pop())
    if (!found) continue
    const { node, own } = found
    words.push(BLOCKS.has(node.type ?? '') ? `\n${own}` : own)
    for (const child of node.content?.toReversed() ?? []) waiting.push(child)
  }
  return words.join('')
}

function shaped({ type = '' }: Node, own: string, inner: readonly string[]): string {
  if (type === 'tableRow') return `\n${inner.map((cell) => cell.trim().replace(/(?<!\s)\s*\n\s*/g, ' ')).join(' | ')}\n`
  const all = own + inner.join('')
  if (ITEMS.has(type)) return `\n- ${all.trim()}\n`
  return BLOCKS.has(type) ? `\n${all.replace(/^\n+|(?<!\n)\n+$/g, '')}\n` : all
}

function ownText({ type, text: said, attrs, marks }: Node): string {
  const attribute = (name: string): string => {
    const value = attrs && Object.hasOwn(attrs, name) ? attrs[name] : undefined
    return typeof value === 'string' ? value : ''
  }
  switch (type) {
    case 'text':
      return linked(said ?? '', marks)
    case 'hardBreak':
      return '\n'
    case 'mention':
    case 'status':
      return attribute('text')
    case 'emoji':
      return attribute('text') || attribute('shortName')
    case 'inlineCard':
    case 'blockCard':
    case 'embedCard':
      return attribute('url')
    case 'date':
      return dateOf(attribute('timestamp'))
    case 'media':
      return attribute('alt') && `[${attribute('alt')}]`
    case 'expand':
    case 'nestedExpand':
      return attribute('title') && `${attribute('title')}\n`
    default:
      return said ?? ''
  }
}

/** The address of a link is kept where its words do not say it: it may name an incident or an issue. */
function linked(said: string, marks: Node['marks']): string {
  for (const mark of marks ?? []) {
    const found = link.safeParse(mark)
    if (found.success && !said.includes(found.data.attrs.href)) return `${said} (${found.data.attrs.href})`
  }
  return said
}

const dateOf = (timestamp: string): string =>
  /^\d{1,14}$/.test(timestamp) ? new Date(Number(timestamp)).toISOString().slice(0, 10) : ''
