// `npm run bench -- --servers [--full] [--events=N] [name…]`: on a real Kafka and a real Elasticsearch.

import { ThalaError } from '@thala/contracts'
import type { Result } from '../measure.ts'
import { benchCatchUp, type CatchUp } from './catch-up.ts'
import { benchDocuments } from './documents.ts'
import { benchEvents } from './events.ts'
import { obtainServers, type Servers } from './obtain.ts'
import { benchSearch } from './search.ts'
import { benchSearchable } from './searchable.ts'

type Bench = (servers: Servers, size: CatchUp) => Promise<Result[]>

export const serverBenches: Readonly<Record<string, Bench>> = {
  documents: benchDocuments,
  events: benchEvents,
  searchable: benchSearchable,
  search: benchSearch,
  'catch-up': benchCatchUp,
}

/** Tells each result as it comes. Throws `bad-config` where there are no servers. */
export async function benchServers(
  names: readonly string[],
  size: CatchUp,
  tell: (results: readonly Result[]) => void,
): Promise<void> {
  const servers = await obtainServers()
  if ('missing' in servers) throw new ThalaError('bad-config', `there are no servers: ${servers.missing}`)
  try {
    process.stderr.write(`${servers.origin}\n`)
    for (const name of names) tell((await serverBenches[name]?.(servers, size)) ?? [])
  } finally {
    await servers.stop()
  }
}
