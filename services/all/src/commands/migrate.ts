// `thala migrate --from <data dir>`: from a data folder to the servers that the environment names.

import { join, resolve } from 'node:path'
import { copyBlobs } from '@thala/blobs'
import { ThalaError } from '@thala/contracts'
import { type Env, exists, isShared, openForReading, openInstallation, ownFolder } from '@thala/runtime'
import { databaseFile } from '@thala/sqlite'
import { counted } from '../counts.ts'
import { pipeline } from '../declarations.ts'
import { type Migrated, migrate } from '../migrate/migrate.ts'
import { localModels } from '../models.ts'
import type { Session } from '../session.ts'

export async function migrateCommand({ env, console }: Session, { from }: { readonly from: string }): Promise<void> {
  if (!isShared(env))
    throw new ThalaError(
      'bad-config',
      'a migration goes to servers: set KAFKA_BOOTSTRAP_SERVERS and ELASTICSEARCH_URL, both',
    )
  const path = resolve(env.INIT_CWD ?? '.', from)
  if (!(await exists(databaseFile(path))))
    throw new ThalaError('not-found', `${path} is no data folder: there is no ${databaseFile(path)}`)
  const since = performance.now()
  const owner = await ownFolder(path)
  try {
    const migrated = await toServers(path, env, (what) => console.progress(what))
    const seconds = (performance.now() - since) / 1000
    if (console.json) console.data({ ...migrated, seconds })
    else console.line(lineOf(path, migrated, seconds))
  } finally {
    await owner.release()
  }
}

async function toServers(from: string, env: Env, onProgress: (what: string) => void): Promise<Migrated> {
  const source = await openForReading(from)
  try {
    const models = localModels(env)
    const declarations = pipeline(models)
    const attachments = await copyBlobs(join(from, 'blobs'), models.lazy.blobs)
    onProgress(`${attachments} attachments`)
    const target = await openInstallation(env, { dataDir: '', access: 'append' })
    return await migrate({ source, target, env, declarations, from, onProgress }).finally(() => target.close())
  } finally {
    await source.close()
  }
}

function lineOf(path: string, { before, records, documents, groups }: Migrated, seconds: number): string {
  const what = `${counted(records, 'record')}, ${counted(documents, 'document')} and ${counted(groups, 'consumer group')}`
  return before
    ? `${path} was migrated before: ${what}; nothing was done now`
    : `${what} taken along in ${seconds.toFixed(1)} s; ${path} is as it was`
}
