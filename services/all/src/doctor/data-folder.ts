// The data folder, looked at from outside: nothing is made, written or locked, so a running owner notices nothing.

import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorLine } from '@thala/contracts'
import { exists } from '@thala/runtime'
import { readOwner } from '@thala/sqlite'
import { z } from 'zod'
import { bytesText } from './bytes.ts'
import { type Finding, fault, ok, type Subject, warning } from './finding.ts'

/** Below this a batch may not fit any more; below the other it is time to do something. */
const FULL_BYTES = 100_000_000
const LOW_BYTES = 2_000_000_000

/** By the number that statfs(2) gives: where locks or fsync are not what SQLite needs. */
const DISTANT: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
])

/** Permissions of others than the user. */
const OTHERS = 0o077

export interface Disk {
  readonly freeBytes: number
  /** As statfs(2) numbers it. */
  readonly type: number
}

export const diskOf = async (path: string): Promise<Disk> => {
  const { bavail, bsize, type } = await statfs(path)
  return { freeBytes: bavail * bsize, type }
}

export async function* lookAtFolder(
  subject: Subject & { readonly on: string },
  disk: typeof diskOf = diskOf,
): AsyncGenerator<Finding> {
  const path = subject.on
  const there = await exists(path)
  const place = there ? path : await nearest(dirname(path))
  const unusable = await unusableFor(place)
  if (unusable !== null)
    return yield fault(subject, `${unusable}: make it writable for this user, or set ${subject.variable} to another`)
  const { freeBytes, type } = await disk(place)
  const free = `${bytesText(freeBytes)} free`
  const distant = DISTANT.get(type >>> 0)
  if (freeBytes < FULL_BYTES) return yield fault(subject, `the disk is full (${free}): make room`)
  if (distant !== undefined)
    return yield warning(
      subject,
      `a distant or virtual disk (${distant}) may lose writes: set ${subject.variable} to a local one`,
    )
  if (freeBytes < LOW_BYTES) return yield warning(subject, `the disk is nearly full (${free}): make room`)
  if (there && process.platform !== 'win32' && ((await stat(path)).mode & OTHERS) !== 0)
    return yield warning(subject, `other users of this machine may look into it: chmod 700 ${path}`)
  yield ok(subject, there ? free : `made at the first start; ${free}`)
}

/** The next folder upwards that is there. */
async function nearest(path: string): Promise<string> {
  let place = path
  while (!(await exists(place)) && dirname(place) !== place) place = dirname(place)
  return place
}

async function unusableFor(place: string): Promise<string | null> {
  try {
    if (!(await stat(place)).isDirectory()) return `${place} is a file`
    await access(place, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return errorLine(error)
  }
}

const health = z.object({ reasons: z.array(z.string()) })
const ANSWER_MS = 3_000

/** Whoever works on the folder at the moment, and how it says that it is. */
export async function* lookAtOwner(folder: string): AsyncGenerator<Finding> {
  const owner = await readOwner(folder)
  if (owner === null || !isRunning(owner.pid))
    return yield ok({ what: 'running process', on: 'none' }, "start it with 'npm start'")
  const subject = { what: 'running process', on: `${owner.pid}${owner.url === null ? '' : `, ${owner.url}`}` }
  if (owner.url === null) return yield ok(subject)
  try {
    const response = await fetch(`${owner.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) })
    const { reasons } = health.parse(await response.json())
    if (response.ok) yield ok(subject, 'ready')
    else yield warning(subject, `not ready: ${reasons.join('; ')}`)
  } catch (error) {
    yield warning(subject, `does not answer (${errorLine(error)}): see thala.log in the data folder, restart it`)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
