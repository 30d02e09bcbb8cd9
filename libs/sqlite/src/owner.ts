// Who owns a data folder: one process at a time runs the services on it, the others append and look on.
// Promise: the lock is the operating system's (SQLite's on `owner.db`), so it is free at once after kill -9.

import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ThalaError } from '@thala/contracts/errors'
import { z } from 'zod'
import { unwritable } from './folder.ts'
import { fromWire, type WireError } from './wire.ts'

const ownerInfo = z.object({
  pid: z.int().positive(),
  /** Epoch ms. */
  startedAt: z.int().nonnegative(),
  /** Where it answers HTTP, or null. */
  url: z.string().nullable(),
})
export type OwnerInfo = z.infer<typeof ownerInfo>

export interface Owner {
  /** Lets others read where this process answers. */
  announce(url: string): Promise<void>
  /** Called if the lock is lost because its thread died: stop owning at once. */
  onLost(listener: (error: ThalaError) => void): void
  release(): Promise<void>
}

export type OwnerMessage =
  | { readonly kind: 'held' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly error: WireError }

const sidecar = (folder: string) => join(folder, 'owner.json')

/** Null while another process (or another part of this one) owns the folder. Waits at most 0.3 s for one that is leaving. */
export async function acquireOwner(folder: string): Promise<Owner | null> {
  const worker = new Worker(new URL('./owner-thread.ts', import.meta.url), {
    workerData: join(folder, 'owner.db'),
    name: 'thala-owner',
  })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const answer = await new Promise<OwnerMessage>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if (answer.kind === 'refused') throw fromWire(answer.error)
  if (answer.kind === 'taken') return null

  let released = false
  let lost: ThalaError | undefined
  const listeners: ((error: ThalaError) => void)[] = []
  worker.removeAllListeners('error')
  worker.on('error', () => undefined)
  worker.once('exit', () => {
    if (released) return
    lost = new ThalaError('dependency-down', `the lock on ${folder} was lost: its thread died; restart Thala`)
    for (const listener of listeners) listener(lost)
  })
  worker.unref()

  const release = async () => {
    if (released || lost) return
    released = true
    // Before the lock goes, so that it never removes what the next owner wrote.
    await rm(sidecar(folder), { force: true }).catch(() => undefined)
    worker.ref()
    worker.postMessage('release')
    await exited
  }
  const startedAt = Date.now()
  const announce = (url: string | null) => writeSidecar(folder, { pid: process.pid, startedAt, url })
  try {
    await announce(null)
  } catch (error) {
    await release()
    throw error
  }

  return {
    announce,
    onLost: (listener) => {
      if (lost) listener(lost)
      else listeners.push(listener)
    },
    release,
  }
}

/** Throws `data-folder-unwritable`. */
async function writeSidecar(folder: string, info: OwnerInfo): Promise<void> {
  const next = `${sidecar(folder)}.${process.pid}`
  try {
    await writeFile(next, JSON.stringify(info), { mode: 0o600 })
    await rename(next, sidecar(folder))
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined)
    throw unwritable(folder, error)
  }
}

/** What the owner last said about itself. For showing to people only: after a kill it is stale, and only the lock counts. */
export async function readOwner(folder: string): Promise<OwnerInfo | null> {
  try {
    const parsed = ownerInfo.safeParse(JSON.parse(await readFile(sidecar(folder), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
