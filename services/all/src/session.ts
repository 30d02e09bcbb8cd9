// What most commands share: the installation that is meant, and who reads.

import { ThalaError } from '@thala/contracts'
import { findPerson, type Reader } from '@thala/incidents'
import { type Env, type Installation, openInstallation } from '@thala/runtime'
import type { Console } from './console.ts'
import { activeFolder, homeOf } from './home.ts'

export interface Session {
  readonly env: Env
  readonly console: Console
  /** Handle or id of the person as whom to read; absent: what is open to the whole workspace. */
  readonly as: string | undefined
}

export interface Opened {
  readonly installation: Installation
  readonly badge: string | undefined
  readonly reader: Reader
}

/** Opens what is read at the moment (on the embedded log, the sample until the first real event), for as long as `use` takes. */
export async function withInstallation<T>(
  session: Session,
  access: 'read' | 'append',
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const active = await activeFolder(homeOf(session.env), session.env)
  const installation = await openInstallation(session.env, { dataDir: active.path, access })
  try {
    return await use({ installation, badge: active.badge, reader: await readerOf(installation, session.as) })
  } finally {
    await installation.close()
  }
}

async function readerOf({ store }: Installation, as: string | undefined): Promise<Reader> {
  if (as === undefined) return { kind: 'local-operator' }
  const person = await findPerson(store, as)
  if (person === null)
    throw new ThalaError('bad-input', `--as ${as}: no such person (or several): give a handle or a full id`)
  return person
}
