// Files and folders as the connector reads them: recognised by their content, taken apart, and told as events.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileKind, fileSource, recognise } from '@thala/file-connector'
import { outputsTo } from '@thala/service'
import { jiraPages, mbox, slackLists, slackRecords, ticketTables } from './examples.ts'
import { mustFit, RECEIVED_AT, type Target, target } from './target.ts'
import { zipOf } from './zip.ts'

/** By path inside of the folder. */
type Files = Readonly<Record<string, string | Uint8Array>>

/** Of one call, which opens a whole export. */
const RECORDS = 25
const DAY = 'ops/2025-09-08.json'

async function inFolder(files: Files, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'thala-fuzz-'))
  try {
    await mkdir(join(folder, 'ops'))
    for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content)
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(path: string, kind: FileKind): Promise<void> {
  const options = { team: 'T1', site: 'acme.atlassian.net', account: 'ops@acme.example' }
  const source = fileSource({ path, kind, ...options, now: () => RECEIVED_AT })
  const events = source.read({
    checkpoint: undefined,
    config: { THALA_READERS: '' },
    deps: {},
    signal: new AbortController().signal,
    to: outputsTo(source.produces),
  })
  for await (const item of events)
    if ('outputs' in item) for (const { topic, id, value } of item.outputs) mustFit(topic, { id, ...value })
}

const takeExport = (files: Files): Promise<void> => inFolder(files, (folder) => read(folder, 'slack-export'))

const lists = (): Record<string, string> =>
  Object.fromEntries(Object.entries(slackLists).map(([name, list]) => [name, JSON.stringify(list)]))

/** One of each kind that can be recognised. */
const files = (): readonly Uint8Array[] => [
  zipOf({ ...lists(), [DAY]: JSON.stringify(slackRecords) }),
  Buffer.from(JSON.stringify(jiraPages[0])),
  Buffer.from(mbox()),
  ...ticketTables.map((table) => Buffer.from(table)),
]

export const fileTargets: readonly Target[] = [
  target({
    name: 'records of a Slack export',
    cases: RECORDS,
    make: (mutate) => Array.from({ length: RECORDS }, () => mutate.json(slackRecords)),
    take: (records) => takeExport({ ...lists(), [DAY]: JSON.stringify(records) }),
  }),
  target({
    name: 'files of a Slack export',
    make: (mutate) => ({
      'users.json': mutate.text([JSON.stringify(slackLists['users.json'])]),
      'channels.json': JSON.stringify(mutate.json([slackLists['channels.json']])),
      [DAY]: mutate.text([JSON.stringify(slackRecords)]),
    }),
    take: takeExport,
  }),
  target({
    name: 'a file of any kind',
    make: (mutate) => mutate.bytes(files()),
    take: (bytes) =>
      inFolder({ file: bytes }, async (folder) => {
        const path = join(folder, 'file')
        await read(path, await recognise(path))
      }),
  }),
]
