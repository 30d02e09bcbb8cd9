// A mail's HTML as text. Promise: quotes come out marked with `>`, so that they are told from the writer's words; size and
// depth are bounded, and what cannot be read gives nothing rather than failing.

import { convert, type HtmlToTextOptions } from 'html-to-text'

/** Of the HTML that is read, in UTF-16 units; a mail's own words come first. */
const MAX_HTML = 1_000_000

const skipped = ['img', 'style', 'script', 'head'].map((selector) => ({ selector, format: 'skip' }))
/** How mail programs wrap what a reply quotes. */
const quotes = ['blockquote', 'div.gmail_quote', 'div.yahoo_quoted', 'div.moz-cite-prefix + div'].map((selector) => ({
  selector,
  format: 'blockquote',
}))

const options: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    ...skipped,
    ...quotes,
    { selector: 'a', options: { ignoreHref: false, hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
  limits: { maxInputLength: MAX_HTML, maxDepth: 100, maxChildNodes: 10_000, ellipsis: ' [cut]' },
}

/** Deeper than any mail program nests; reading takes time that grows with the square of it. */
const MAX_NESTING = 400
const TAG = /<(\/?)([a-z][a-z0-9]{0,20})/gi
/** Never closed, or closed by what follows. */
const UNCLOSED = new Set(
  'area base br col embed hr img input link meta source track wbr p li dt dd td th tr option'.split(' '),
)

export function htmlWords(html: string): string {
  const bounded = html.slice(0, MAX_HTML)
  try {
    return (isTooDeep(bounded) ? withoutTags(bounded) : convert(bounded, options)).trim()
  } catch {
    return ''
  }
}

function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [, closes, name = ''] of html.matchAll(TAG)) {
    if (UNCLOSED.has(name.toLowerCase())) continue
    depth = Math.max(0, depth + (closes ? -1 : 1))
    if (depth > MAX_NESTING) return true
  }
  return false
}

const withoutTags = (html: string): string => html.replace(/<[^<>]{0,10000}>/g, ' ').replace(/[ \t]{2,}/g, ' ')
