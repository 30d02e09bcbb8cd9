// Which Jira an issue is of: the part of its ids that tells one site's numbers from another's, and where its pages are.

export interface Site {
  /** Host, with the path of an installation that has one: `acme.atlassian.net`, `jira.acme.example/jira`. */
  readonly site: string
  /** Before `/browse/OPS-1`. */
  readonly base: string
}

const MAX_SITE = 200

/** Of a REST address of Jira, or of what people call their site; null when it is neither. */
export function siteOf(address: string): Site | null {
  const text = address.trim()
  const url = parsedUrl(text.includes('://') ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  if (!/^[\w.-]+$/.test(url.hostname) || url.username !== '') return null
  const path = url.pathname.split('/rest/')[0]?.replace(/(?<!\/)\/+$/, '') ?? ''
  // Part of ids, which have a bound of their own.
  if (!/^[\w./~-]*$/.test(path) || url.host.length + path.length > MAX_SITE) return null
  // A colon would read as the end of the site within an id.
  const host = url.host.replace(':', '_')
  return { site: `${host}${path}`, base: `${url.protocol}//${url.host}${path}` }
}

const parsedUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)
