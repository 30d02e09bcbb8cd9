// A Jira export: one file of JSON or a folder of them, with the issues' attachments beside. Promise: a page that cannot be
// read is told with its bytes and the place of its fault; the others go on.

import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type ExportFiles, openFolderFiles, parseJson } from '@thala/chat'
import { hashId, type ReaderMap, rejectBytes, sha256 } from '@thala/contracts'
import { issuesIn, type JiraFile, type JiraPage, readJiraExport } from '@thala/tracker'
import type { FileReader, Item, Reading, ReadingOptions } from './reading.ts'

/** Of all pages together: their issues are held in memory, to be told in source-time order. */
export const MAX_JIRA_BYTES = 512 * 2 ** 20
const MAX_ATTACHMENT_BYTES = 32 * 2 ** 20

interface Place {
  readonly pages: readonly { readonly name: string; read(maxBytes: number): ReturnType<ExportFiles['read']> }[]
  readonly files: readonly ExportFiles[]
}

export async function readJira(
  path: string,
  options: ReadingOptions,
  readers: ReaderMap,
  receivedAt: number,
): Promise<Reading> {
  const place = await placeOf(path)
  const { pages, rejects, hashes, others } = await readPages(place)
  const read = readJiraExport(pages, { site: options.site, receivedAt, readers })
  const find = attachmentsIn(place.files)
  const names = place.files.flatMap((files) => files.names.filter((name) => ATTACHMENT.test(name)))
  const all = [...rejects, ...read.rejects]
  return {
    digest: hashId(read.site, ...hashes, ...names, ...[...readers].flat()),
    total: all.length + others + read.messages.length,
    async *items(): AsyncGenerator<Item> {
      for (const reject of all) yield { kind: 'reject', ...reject }
      for (let count = 0; count < others; count++) yield { kind: 'skip' }
      for (const entry of read.entries) yield { kind: 'directory', entry }
      for (const { event, files } of read.messages)
        yield { kind: 'message', output: 'jira', event, files: files.map(find) }
    },
    close: async () => undefined,
  }
}

async function placeOf(path: string): Promise<Place> {
  const pageOf = (files: ExportFiles, name: string) => ({
    name,
    read: (maxBytes: number) => files.read(name, maxBytes),
  })
  if ((await stat(path)).isDirectory()) {
    const files = await openFolderFiles(path)
    const names = files.names.filter((name) => /^[^/]+\.json$/i.test(name))
    return { pages: names.map((name) => pageOf(files, name)), files: [files] }
  }
  // Of the folder around a single file only what can be an attachment of it: it may be anybody's downloads.
  const real = await realpath(path)
  const around = await openFolderFiles(dirname(real), 1)
  const attachments = await openFolderFiles(join(dirname(real), 'attachments')).catch(() => null)
  return { pages: [pageOf(around, basename(real))], files: attachments ? [around, attachments] : [around] }
}

async function readPages({ pages: all }: Place) {
  const pages: JiraPage[] = []
  const hashes: string[] = []
  const rejects: { bytes: Uint8Array; where: string; reason: string }[] = []
  let left = MAX_JIRA_BYTES
  let others = 0
  for (const { name, read } of all) {
    const file = await read(left)
    const bytes = file.ok ? file.bytes : new Uint8Array()
    left -= bytes.length
    hashes.push(name, sha256(bytes))
    const parsed = file.ok ? parseJson(bytes) : file
    if (!parsed.ok) rejects.push({ bytes: rejectBytes(bytes), where: name, reason: parsed.reason })
    else if (issuesIn(parsed.json) !== null) pages.push({ name, json: parsed.json })
    else others++
  }
  return { pages, rejects, hashes, others }
}

/** `attachments/<id>/<name>`, `attachments/<id>-<name>`, or `<id>-<name>` beside the JSON. */
const ATTACHMENT = /(?:^|\/)(\d{1,18})(?:\/([^/]+)|[-_]([^/]+))$/

function attachmentsIn(all: readonly ExportFiles[]): (file: JiraFile) => FileReader | undefined {
  const found = new Map<string, FileReader>()
  for (const files of all)
    for (const name of files.names) {
      const [, id, within, behind] = ATTACHMENT.exec(name) ?? []
      const read: FileReader = () => files.read(name, MAX_ATTACHMENT_BYTES)
      if (id !== undefined && within !== undefined) found.set(id, read)
      // Many files begin with a number: only the whole name tells that this one is meant.
      if (id !== undefined && behind !== undefined) found.set(`${id} ${behind}`, read)
    }
  return ({ id, filename }) => (id === undefined ? undefined : (found.get(id) ?? found.get(`${id} ${filename}`)))
}
