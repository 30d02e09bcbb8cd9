// An installation of its own on the servers for one measurement: names that nobody else uses, removed after it.

import type { Bus } from '@thala/bus'
import { type Env, openInstallation } from '@thala/runtime'
import type { Store } from '@thala/store'
import { removeAll } from './bare.ts'
import type { Servers } from './obtain.ts'

export interface Installed {
  readonly servers: Servers
  readonly env: Env
  readonly bus: Bus
  readonly store: Store
  /** What every name of this installation begins with. */
  readonly mark: string
}

let installations = 0

/** `more`: further variables, such as topics of another installation. */
export async function inInstallation<T>(
  servers: Servers,
  use: (installed: Installed) => Promise<T>,
  more: Env = {},
): Promise<T> {
  installations += 1
  const mark = `bench-${process.pid.toString(36)}${Date.now().toString(36)}-${installations}`
  const env = { ...environment(servers, mark), ...more }
  const { bus, store, close } = await openInstallation(env, { dataDir: '', access: 'append' })
  try {
    return await use({ servers, env, bus, store, mark })
  } finally {
    await close()
    await removeAll(servers, mark)
  }
}

const environment = ({ brokers, url }: Servers, mark: string): Env => ({
  KAFKA_BOOTSTRAP_SERVERS: brokers,
  ELASTICSEARCH_URL: url,
  THALA_TOPIC_PREFIX: `${mark}.`,
  THALA_INDEX_PREFIX: `${mark}-`,
  THALA_HEALTH_PORT: '0',
})
