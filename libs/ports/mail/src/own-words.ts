// What the writer of a mail says, apart from what the mail repeats: quotes, the mails below a reply, signatures, footers
// of lists. Promise: every line is in one of the two, in order; reading is linear. What is forwarded stays with the words:
// for those who get it, it is news.

export interface Words {
  readonly own: string
  readonly quoted: string
}

const FORWARDED =
  /^(?:-{2,} ?(?:Forwarded message|Weitergeleitete Nachricht|Message transféré) ?-{0,20}|Begin forwarded message:)\s*$/i
const ORIGINAL =
  /^-{2,} ?(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original) ?-{0,20}\s*$/i
const FORWARD_SUBJECT = /^\s*(?:fwd?|wg|tr|rv|i)\s*:/i
/** `On Mon, 8 Sep 2025 at 09:41, Ada <ada@acme.example> wrote:`; mail programs break it over up to three lines. */
const WROTE =
  /^(?:On|Am|Le|El|Il|Op)\b.{4,400}(?:wrote|schrieb.{0,200}|a écrit|escribió|ha scritto|schreef.{0,200})\s?:$/i
const WROTE_LINES = 3
/** The head of a mail below a reply, as Outlook writes it. */
const HEAD = /^\*?(?:From|Von|De|Da|Van)\s?:\*?\s/i
const HEAD_LINES =
  /^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|To|An|À|Para|A|Aan|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp)\s?:\*?/i
const RULE = /^[_\-=*]{10,}\s*$/
const LIST_FOOTER = /mailing list|unsubscribe|listinfo/i
const SENT_FROM = /^(?:Sent from my |Von meinem .{1,40} gesendet|Get Outlook for |Envoyé de mon )/i

type Kind = 'own' | 'quoted'

export function splitWords(text: string, subject = ''): Words {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const kinds = kindsOf(lines, FORWARD_SUBJECT.test(subject))
  const part = (kind: Kind) =>
    lines
      .filter((_, at) => kinds[at] === kind)
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  return { own: part('own'), quoted: part('quoted') }
}

function kindsOf(lines: readonly string[], isForward: boolean): Kind[] {
  const kinds: Kind[] = []
  let inSignature = false
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const rest = kindOfRest(lines, at, isForward)
    if (rest !== null) return [...kinds, ...lines.slice(at).map(() => rest)]
    const wrote = attribution(lines, at)
    if (isMarked(line) || wrote > 0) inSignature = false
    else if (/^--\s?$/.test(line) || SENT_FROM.test(line)) inSignature = true
    const kind = inSignature || isMarked(line) || wrote > 0 ? 'quoted' : 'own'
    for (let count = Math.max(wrote, 1); count > 0; count--) kinds.push(kind)
    at += Math.max(wrote, 1) - 1
  }
  return kinds
}

/** What everything from here on is; null when that is not decided here. */
function kindOfRest(lines: readonly string[], at: number, isForward: boolean): Kind | null {
  const line = lines[at] ?? ''
  if (FORWARDED.test(line)) return 'own'
  if (ORIGINAL.test(line) || isHead(lines, at)) return isForward ? 'own' : 'quoted'
  if (isListFooter(lines, at)) return 'quoted'
  const wrote = attribution(lines, at)
  if (wrote === 0 || isMarked(nextWords(lines, at + wrote))) return null
  // Without marks nothing tells where the quote ends: at the top of a mail it was left out, below words it is the rest.
  return lines.slice(0, at).every((one) => one.trim() === '') ? null : 'quoted'
}

const isMarked = (line: string): boolean => /^\s{0,3}>/.test(line)

const nextWords = (lines: readonly string[], from: number): string =>
  lines.slice(from, from + 4).find((line) => line.trim() !== '') ?? ''

/** Number of lines that say who wrote what follows; 0 when none does. */
function attribution(lines: readonly string[], at: number): number {
  let joined = ''
  for (let count = 1; count <= WROTE_LINES; count++) {
    joined = `${joined} ${(lines[at + count - 1] ?? '').trim()}`.trim()
    if (joined.length > 600) return 0
    if (WROTE.test(joined)) return count
  }
  return 0
}

function isHead(lines: readonly string[], at: number): boolean {
  const from = RULE.test(lines[at] ?? '') ? at + 1 : at
  if (!HEAD.test((lines[from] ?? '').slice(0, 200))) return false
  const following = lines.slice(from + 1, from + 6).filter((line) => HEAD_LINES.test(line.slice(0, 100)))
  return following.length >= 2
}

const isListFooter = (lines: readonly string[], at: number): boolean =>
  RULE.test((lines[at] ?? '').slice(0, 200)) &&
  lines.slice(at + 1, at + 4).some((line) => LIST_FOOTER.test(line.slice(0, 300))) &&
  lines.length - at <= 12
