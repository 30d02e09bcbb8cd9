// How the server is, for whoever looks after it: version, state, room on its disks, indices that take no writes.

import type { Elastic } from './client.ts'

export interface ElasticsearchState {
  /** `9.5.3`; several, oldest first, while nodes are being replaced. */
  readonly version: string
  /** `red`: some documents cannot be read. `yellow`: a copy is missing. */
  readonly status: string
  readonly nodes: readonly { readonly name: string; readonly freeBytes: number; readonly totalBytes: number }[]
  /** Names of indices of ours that take no writes. */
  readonly blocked: readonly string[]
}

/** Asks for what needs the privilege `monitor` only. */
export async function describe(elastic: Elastic, aliases: readonly string[]): Promise<ElasticsearchState> {
  const [health, info, stats, settings] = await Promise.all([
    elastic.call((client) => client.cluster.health()),
    elastic.call((client) => client.nodes.info({ metric: 'os' })),
    elastic.call((client) => client.nodes.stats({ metric: 'fs' })),
    elastic.call((client) =>
      client.indices.getSettings({
        index: [...aliases],
        name: 'index.blocks.*',
        ignore_unavailable: true,
        flat_settings: true,
      }),
    ),
  ])
  const versions = new Set(Object.values(info.nodes).map(({ version }) => version))
  return {
    version: [...versions].sort(byVersion).join(', '),
    status: health.status.toLowerCase(),
    // Nodes without data have disks that nothing of ours is on.
    nodes: Object.values(stats.nodes)
      .filter(({ roles }) => roles?.some((role) => role.startsWith('data')) ?? true)
      .map(({ name, fs }) => ({
        name: name ?? '',
        freeBytes: fs?.total?.available_in_bytes ?? 0,
        totalBytes: fs?.total?.total_in_bytes ?? 0,
      })),
    blocked: Object.entries(settings).flatMap(([index, { settings: own }]) =>
      Object.values(own ?? {}).some((value) => String(value) === 'true') ? [index] : [],
    ),
  }
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
