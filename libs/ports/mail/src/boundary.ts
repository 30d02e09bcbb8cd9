// A mail that says it has parts, but not where they begin. Promise: its words are not lost: the parts are found by the
// line that stands before the first, else all of it is one text.

const CONTENT_TYPE = /^content-type:[^\n]*\n(?:[ \t][^\n]*\n)*/gim
const BOUNDARY = /;\s{0,20}boundary\s{0,20}=\s{0,20}(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i
/** A line of two dashes and a name, and a header of a part. RFC 2046 gives a boundary at most 70 characters. */
const FIRST_PART = /^--([^\s"]{1,70})[ \t]{0,9}\r?\n(?=content-[a-z-]{1,40}:)/im
/** The first part stands at the beginning, after a note to readers of old. */
const LOOKED_AT = 10_000

/** `end`: of its headers. Null for a mail without parts, or one whose boundary is there. */
export function withBoundary(mail: Buffer, end: number): Buffer | null {
  const head = mail.toString('latin1', 0, end)
  const [declared = ''] = head.match(CONTENT_TYPE) ?? []
  const [, kind] = /^content-type:\s{0,20}(multipart\/[a-z0-9.+-]{1,60})/i.exec(declared) ?? []
  if (kind === undefined) return null
  const [, quoted, plain] = BOUNDARY.exec(declared) ?? []
  const boundary = quoted ?? plain
  if (boundary !== undefined && mail.includes(`--${boundary}`, end, 'latin1')) return null
  const [, used] = FIRST_PART.exec(mail.toString('latin1', end, end + LOOKED_AT)) ?? []
  const type = used === undefined ? 'text/plain; charset=utf-8' : `${kind}; boundary="${used}"`
  const rest = head.replace(CONTENT_TYPE, '')
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n${rest}`, 'latin1'), mail.subarray(end)])
}
