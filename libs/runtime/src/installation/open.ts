// The log and the documents of an installation, opened as its variables say: Kafka and Elasticsearch where an address is
// set, else a data folder. Whoever owns the folder is alone on it; on servers any number of processes may run.

import { type Bus, openKafkaBus } from '@thala/bus'
import { openFolder } from '@thala/sqlite'
import { openElasticsearchStore, type Store } from '@thala/store'
import { readSettings } from '../settings.ts'
import type { Env } from '../topology.ts'
import { type Folder, openForReading, openForWriting, ownFolder } from './folder.ts'
import { elasticsearchSettings, kafkaSettings } from './servers.ts'
import { type InstallationSettings, installationVariables } from './variables.ts'

/** One line of the table "what runs on what". */
export interface Part {
  readonly what: string
  readonly on: string
  /** What would change it. */
  readonly variable: string
}

export interface Installation {
  readonly bus: Bus
  readonly store: Store
  readonly settings: InstallationSettings
  readonly parts: readonly Part[]
  /** The data folder, where the log or the documents are in one. */
  readonly folder: string | null
  /** Lets other processes read where this one answers. */
  announce(url: string): Promise<void>
  /** Called when this process cannot go on with what it has open. */
  onFailure(listener: (reason: string) => void): void
  close(): Promise<void>
}

export interface OpenOptions {
  readonly dataDir: string
  /** `own`: to run services. `append`: to write beside an owner. `read`: nothing is created. */
  readonly access: 'own' | 'append' | 'read'
  /** Told what was found to be set otherwise than Thala would; it is left as it is. */
  readonly onNotice?: (line: string) => void
  /** For tests: how soon another process takes over from one that died. Default: that of the log. */
  readonly sessionTimeoutMs?: number | undefined
}

/** True when every part is on a server, so that other processes can share it. */
export const isShared = (env: Env): boolean => Boolean(env.KAFKA_BOOTSTRAP_SERVERS && env.ELASTICSEARCH_URL)
export const isEmbedded = (env: Env): boolean => !env.KAFKA_BOOTSTRAP_SERVERS && !env.ELASTICSEARCH_URL

export async function openInstallation(env: Env, options: OpenOptions): Promise<Installation> {
  const settings = readSettings(installationVariables, env)
  const kafka = await kafkaSettings(settings)
  const elasticsearch = await elasticsearchSettings(settings)
  const opened: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  }
  try {
    const folder = kafka && elasticsearch ? null : await openPart(opened, () => openHere(options))
    const bus = kafka
      ? await openPart(opened, () => openKafkaBus({ ...kafka, ...clientOptions(options) }))
      : folder?.bus
    const store = elasticsearch ? await openPart(opened, () => openElasticsearchStore(elasticsearch)) : folder?.store
    if (!bus || !store) throw new Error('neither a server nor a folder')
    return {
      bus,
      store,
      settings,
      folder: folder?.path ?? null,
      parts: partsOf(settings, folder?.path),
      announce: async (url) => folder?.announce(url),
      onFailure: (listener) => folder?.onFailure(listener),
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

const clientOptions = ({ sessionTimeoutMs, onNotice }: OpenOptions) => ({
  ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
  ...(onNotice && { onDifference: onNotice }),
})

async function openPart<T extends { close(): Promise<void> }>(
  opened: { close(): Promise<void> }[],
  open: () => Promise<T>,
): Promise<T> {
  const part = await open()
  opened.push(part)
  return part
}

interface Here extends Folder {
  announce(url: string): Promise<void>
  onFailure(listener: (reason: string) => void): void
}

async function openHere({ dataDir, access }: OpenOptions): Promise<Here> {
  const plain = (folder: Folder): Here => ({
    ...folder,
    announce: async () => undefined,
    onFailure: (listener) => folder.database.onDeath((error) => listener(error.message)),
  })
  if (access === 'read') return plain(await openForReading(dataDir))
  if (access === 'append') return plain(await openForWriting(dataDir))
  const owner = await ownFolder(await openFolder(dataDir))
  try {
    const folder = plain(await openForWriting(dataDir))
    return {
      ...folder,
      announce: owner.announce,
      onFailure: (listener) => {
        folder.onFailure(listener)
        owner.onLost((error) => listener(error.message))
      },
      close: async () => {
        await folder.close()
        await owner.release()
      },
    }
  } catch (error) {
    await owner.release()
    throw error
  }
}

/** The log and the documents; `folder` is where those are that no server has. */
export function partsOf(settings: InstallationSettings, folder: string | undefined): readonly [Part, Part] {
  const { KAFKA_BOOTSTRAP_SERVERS: brokers, ELASTICSEARCH_URL: url } = settings
  return [
    {
      what: 'event log',
      on: brokers ? `Kafka, ${brokers}` : `SQLite, ${folder}`,
      variable: 'KAFKA_BOOTSTRAP_SERVERS',
    },
    {
      what: 'documents, search',
      on: url ? `Elasticsearch, ${withoutUser(url)}` : brokers ? `SQLite, ${folder}` : 'SQLite, the same file',
      variable: 'ELASTICSEARCH_URL',
    },
  ]
}

/** A URL may carry a password. */
function withoutUser(url: string): string {
  const { host, protocol } = new URL(url)
  return `${protocol}//${host}`
}
