// Jira's wiki markup (servers of one's own, and older exports) as plain text: what a person reads of it. Emphasis stays as
// it was typed. Linear in the text, whatever it holds.

/** `{code:java}`, `{noformat}`, `{color:red}` and the like, without what they enclose. */
const MACRO = /\{(?:code|noformat|quote|panel|color|expand|anchor|section|column)(?::[^{}\n]{0,200})?\}/g
const HEADING = /^h[1-6]\.[ \t]+/gm
const QUOTE = /^bq\.[ \t]+/gm
/** `[words|address]`, with more attributes after another bar. */
const LINK = /\[([^[\]|\n]{1,500})\|([^[\]|\n]{1,2000})(?:\|[^[\]|\n]{0,200})?\]/g
const BARE_LINK = /\[((?:https?:\/\/|mailto:)[^[\]|\s]{1,2000})\]/g
const MENTION = /\[~(?:accountid:)?([^[\]|\s]{1,200})\]/g
/** `!screen.png|thumbnail!` */
const IMAGE = /!([^!|\s][^!|\n]{0,200}\.[a-z0-9]{2,4})(?:\|[^!\n]{0,200})?!/gi

export const wikiText = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(MACRO, '')
    .replace(HEADING, '')
    .replace(QUOTE, '')
    .replace(MENTION, '@$1')
    .replace(LINK, (_, words: string, address: string) => (words === address ? words : `${words} (${address})`))
    .replace(BARE_LINK, '$1')
    .replace(IMAGE, '[$1]')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
