// Where the files of messages lie in an export. Slack itself puts in links only; the tools that fetch them add the bytes:
// `__uploads/<id>/<name>` (slack-advanced-exporter, slackdump), `<channel>/attachments/<id>-<name>` (slackdump's standard
// form), `<channel id>/<id>-<name>`, `attachments/<id>-<name>`. The id of a file is what they have in common.

const FILE = /(?:^|\/)(F[A-Z0-9]{5,20})(?:\/[^/]+|[-_][^/]*|\.[^/]*)$/

/** Largest file of a message that is kept. */
export const MAX_UPLOAD_BYTES = 32 * 2 ** 20

/** Names of files, by Slack's id of them. */
export function uploadsIn(names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    const id = FILE.exec(name)?.[1]
    if (id !== undefined && !name.endsWith('.json') && !found.has(id)) found.set(id, name)
  }
  return found
}
