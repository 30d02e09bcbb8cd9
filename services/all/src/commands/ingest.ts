// `thala ingest <path…>`: appends what files hold. A running owner takes it from there and its progress is shown; without
// one, this process works until everything is taken in.

import { basename, resolve } from 'node:path'
import { parseReaders, thalaCommand } from '@thala/contracts'
import { type FileInput, type FileKind, fileSources, type Progress, recognise } from '@thala/file-connector'
import { type Installation, openInstallation, type Running, run } from '@thala/runtime'
import type { SourceDeclaration } from '@thala/service'
import { countAll, counted } from '../counts.ts'
import { homeOf } from '../home.ts'
import { localModels } from '../models.ts'
import type { Session } from '../session.ts'
import { unlessStuck, type Watched } from '../stuck.ts'
import { leftWaiting, workOff } from '../work-off.ts'

export interface IngestWish {
  readonly team?: string
  readonly site?: string
  readonly account?: string
  readonly source?: string
  /** In place of `THALA_READERS`. */
  readonly readers?: string
}

export async function ingest(session: Session, paths: readonly string[], wish: IngestWish): Promise<void> {
  const { env, console } = session
  const { readers, ...said } = wish
  const options = { ...said, ...(readers !== undefined && { readers: parseReaders(readers, '--readers') }) }
  const installation = await openInstallation(env, { dataDir: homeOf(env).real, access: 'append' })
  try {
    const files = await recognised(paths)
    const results = await readAll(session, installation, files, options)
    const waiting = await takenIn(session, installation)
    const counts = await countAll(installation.store)
    if (console.json) return console.data({ ingested: results, waiting, ...counts })
    for (const one of results) console.line(readLine(one))
    const [messages, incidents] = [counted(counts.messages, 'message'), counted(counts.incidents, 'incident')]
    console.line(`now ${messages}, ${incidents}, ${counted(counts.deadLetters, 'dead letter')}`)
    if (waiting > 0) console.line(leftWaiting(waiting))
  } finally {
    await installation.close()
  }
}

/** Files that are read at once, and so in one order of time: each is open, and has its own run. */
const MAX_AT_ONCE = 32

interface File {
  readonly path: string
  readonly kind: FileKind
}

/** All are known before any is read: a wrong path costs nothing. */
async function recognised(paths: readonly string[]): Promise<File[]> {
  const files: File[] = []
  for (const path of new Map(paths.map((one) => [resolve(one), one])).values())
    files.push({ path, kind: await recognise(path) })
  return files
}

interface Result extends File {
  readonly read: number
  readonly skipped: number
  readonly rejected: number
  readonly unchanged: boolean
}

async function readAll(
  { env, console }: Session,
  installation: Installation,
  files: readonly File[],
  options: Partial<FileInput>,
): Promise<Result[]> {
  const models = localModels(env)
  const last = new Map<File, Progress>()
  const label = files.length === 1 ? `reading ${basename(files[0]?.path ?? '')}` : `reading ${files.length} files`
  const sum = (part: 'read' | 'total') => [...last.values()].reduce((all, progress) => all + progress[part], 0)
  const inputs = files.map((file) => ({
    ...options,
    ...file,
    blobs: models.blobs,
    onProgress: (progress: Progress) => {
      last.set(file, progress)
      // Until every file has said how much it holds, the whole is not known.
      if (last.size === files.length) console.bar({ label, done: sum('read'), total: sum('total') })
    },
  }))
  try {
    for (let at = 0; at < inputs.length; at += MAX_AT_ONCE)
      await readTogether(fileSources(inputs.slice(at, at + MAX_AT_ONCE)), { ...installation, env }, (running) => ({
        health: () => running.map((one) => one.health()),
        progress: () => String(sum('read')),
        onReason: console.notice,
      }))
  } finally {
    await models.close()
  }
  return files.map((file) => {
    const { read = 0, skipped = 0, rejected = 0, state } = last.get(file) ?? {}
    return { ...file, read, skipped, rejected, unchanged: state === 'unchanged' }
  })
}

/** Each is a run of its own, for each has a checkpoint of its own; they take turns in source time. */
async function readTogether(
  sources: readonly SourceDeclaration[],
  options: Parameters<typeof run>[1],
  watched: (running: readonly Running[]) => Watched,
): Promise<void> {
  const reading: Running[] = []
  try {
    for (const one of sources) reading.push(await run([one], options))
    await unlessStuck(Promise.all(reading.map(({ sourcesDone }) => sourcesDone)), watched(reading))
  } finally {
    await Promise.all(reading.map((one) => one.stop()))
  }
}

async function takenIn({ env, console }: Session, installation: Installation): Promise<number> {
  let most = 0
  return workOff(installation, {
    env,
    onReason: console.notice,
    onProgress: ({ waiting }) => {
      most = Math.max(most, waiting)
      console.bar({ label: 'taking in', done: most - waiting, total: most })
    },
  })
}

const names: Readonly<Record<FileKind, string>> = {
  'slack-export': 'Slack export',
  jira: 'Jira export',
  mbox: 'mailbox',
  tickets: 'tickets',
}

function readLine({ path, kind, read, skipped, rejected, unchanged }: Result): string {
  if (unchanged) return `${path}: nothing new since it was last read`
  const left = skipped > 0 ? `, ${skipped} of them no message${skipped === 1 ? '' : 's'}` : ''
  const bad = rejected > 0 ? `, ${rejected} could not be read (see '${thalaCommand('dlq list')}')` : ''
  return `${path}: ${names[kind]}, ${counted(read, 'record')} read${left}${bad}`
}
