// What most commands share: the folder that is meant, and who reads.

import { ThalaError } from '@thala/contracts'
import { findPerson, type Reader } from '@thala/incidents'
import type { Env } from '@thala/runtime'
import type { Console } from './console.ts'
import { type Folder, openForReading, openForWriting } from './folder.ts'
import { activeFolder, homeOf } from './home.ts'

export interface Session {
  readonly env: Env
  readonly console: Console
  /** Handle or id of the person as whom to read; absent: what is open to the whole workspace. */
  readonly as: string | undefined
}

export interface Opened {
  readonly folder: Folder
  readonly badge: string | undefined
  readonly reader: Reader
}

/** Opens the active folder, for as long as `use` takes. */
export async function withFolder<T>(
  session: Session,
  mode: 'read' | 'write',
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const active = await activeFolder(homeOf(session.env), session.env)
  const folder = mode === 'read' ? await openForReading(active.path) : await openForWriting(active.path)
  try {
    return await use({ folder, badge: active.badge, reader: await readerOf(folder, session.as) })
  } finally {
    await folder.close()
  }
}

async function readerOf(folder: Folder, as: string | undefined): Promise<Reader> {
  if (as === undefined) return { kind: 'local-operator' }
  const person = await findPerson(folder.store, as)
  if (person === null)
    throw new ThalaError('bad-input', `--as ${as}: no such person (or several): give a handle or a full id`)
  return person
}
