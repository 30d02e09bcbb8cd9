// What a message says, from all the places in which Slack lets it be said: `text`, `blocks`, `attachments`.
// Bots often leave `text` empty and put the news in an attachment; others say it twice, which is read once.

import { cut, MAX_TEXT } from '@thala/contracts'
import { blocksText, isRichText } from './slack-blocks.ts'
import type { SlackAttachment, SlackMessage } from './slack-record.ts'

/** Slack shows no more than this many below one message. */
const MAX_ATTACHMENTS = 100

export function flatten(message: Pick<SlackMessage, 'text' | 'blocks' | 'attachments'>): string {
  const said = (message.text ?? '').trim()
  // Rich text is what `text` was made from. Without `text` it is all there is.
  const blocks = said === '' ? message.blocks : message.blocks.filter((block) => !isRichText(block))
  const own = once([said, blocksText(blocks).trim()])
  // Under words of the author's own, a preview of a page or of another message is not what this message says:
  // "fixed" with a link to the report would read as the report.
  const attached = message.attachments
    .filter((attachment) => own.length === 0 || !isPreview(attachment))
    .slice(0, MAX_ATTACHMENTS)
    .map((attachment) => cut(attachmentText(attachment), MAX_TEXT))
  return cut(once([...own, ...attached]).join('\n'), MAX_TEXT)
}

const isPreview = (attachment: SlackAttachment): boolean =>
  attachment.is_msg_unfurl === true || attachment.from_url !== undefined || attachment.original_url !== undefined

function attachmentText(attachment: SlackAttachment): string {
  const { title, title_link: link } = attachment
  const fields = attachment.fields.map((field) =>
    [field.title, field.value].filter((part) => part !== undefined && part !== '').join(': '),
  )
  const parts = once([
    attachment.pretext ?? '',
    title && link && !title.includes('<') ? `<${link}|${title}>` : (title ?? ''),
    attachment.text ?? '',
    ...fields,
    blocksText(attachment.blocks),
  ])
  return parts.length > 0 ? parts.join('\n') : (attachment.fallback ?? '')
}

/** Without empty parts, and without those whose words another one holds in the same order. */
function once(parts: readonly string[]): string[] {
  const kept: { text: string; words: string }[] = []
  for (const text of parts) {
    if (text.trim() === '') continue
    const words = wordsOf(text)
    const said = (other: string, inside: string) => inside.trim() !== '' && other.includes(inside)
    if (kept.some((other) => said(other.words, words))) continue
    const others = kept.filter((other) => !said(words, other.words))
    kept.splice(0, kept.length, ...others, { text, words })
  }
  return kept.map((part) => part.text)
}

const wordsOf = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `
