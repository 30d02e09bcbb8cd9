// The indices behind the aliases: looked up, checked at opening, made when something is first written.

import { type Collection, ThalaError, thalaCommand } from '@thala/contracts'
import type { Elastic } from './client.ts'
import { indexBody, MAPPING_VERSION, metaOf } from './mapping.ts'
import { indexName, writesTo } from './names.ts'

interface Standing {
  readonly index: string
  /** Undefined: not made by us. */
  readonly meta: ReturnType<typeof metaOf>
}

/** What stands behind those of the aliases that exist. */
export async function standing(elastic: Elastic, aliases: readonly string[]): Promise<Map<string, Standing>> {
  const found = await elastic.call((client) =>
    client.indices.get({ index: [...aliases], ignore_unavailable: true, features: ['aliases', 'mappings'] }),
  )
  const byAlias = new Map<string, Standing>()
  for (const [index, { aliases: own, mappings }] of Object.entries(found)) {
    const behind: Standing = { index, meta: metaOf(mappings?._meta) }
    for (const name of [index, ...Object.keys(own ?? {})]) if (aliases.includes(name)) byAlias.set(name, behind)
  }
  return byAlias
}

/** Throws for an index that is not ours, is newer, or (unless accepted) older. */
export async function checkMappings(elastic: Elastic, aliases: readonly string[], acceptOlder: boolean): Promise<void> {
  for (const [alias, { index, meta }] of await standing(elastic, aliases)) {
    const at = `the index ${index} on ${elastic.address.host}`
    if (!meta || index === alias)
      throw new ThalaError(
        'bad-config',
        `${at} is not one of Thala's: set THALA_INDEX_PREFIX to another prefix, or correct ELASTICSEARCH_URL`,
      )
    if (meta.mapping > MAPPING_VERSION)
      throw new ThalaError(
        'data-folder-newer',
        `${at} was written by a newer version of Thala (mapping ${meta.mapping}, this one knows ${MAPPING_VERSION}): ` +
          'update Thala, or set ELASTICSEARCH_URL or THALA_INDEX_PREFIX to other data',
      )
    if (meta.mapping < MAPPING_VERSION && !acceptOlder)
      throw new ThalaError(
        'bad-config',
        `${at} has the mapping of an older version (${meta.mapping}, now ${MAPPING_VERSION}): run '${thalaCommand('store reindex')}'`,
      )
  }
}

/** Names in use are those of indices that a promotion has put behind another alias: never more than a few. */
const MAX_NUMBER = 1000

/** Makes an empty index for an alias that has none. The name of the index decides between processes that do so at once. */
export async function createIndex(elastic: Elastic, alias: string, collection: Collection): Promise<void> {
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const index = indexName(alias, number)
    if (await create(elastic, collection, index, [alias])) return
    if ((await standing(elastic, [alias])).has(alias)) return
  }
  throw new ThalaError('bad-config', `${MAX_NUMBER} indices are called ${alias}-…: remove those without an alias`)
}

/** Makes an empty index behind no alias of a collection yet. */
export async function createUnnamedIndex(elastic: Elastic, alias: string, collection: Collection): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const index = indexName(alias, number)
    if (await create(elastic, collection, index, [])) return index
  }
  throw new ThalaError('bad-config', `${MAX_NUMBER} indices are called ${alias}-…: remove those without an alias`)
}

/** False: the name is taken. */
async function create(elastic: Elastic, collection: Collection, index: string, names: string[]): Promise<boolean> {
  const aliases = Object.fromEntries([...names, writesTo(index)].map((name) => [name, {}]))
  return elastic.call<boolean>(
    async (client) => {
      const { settings, mappings } = indexBody(collection)
      await client.indices.create({ index, aliases, settings, mappings })
      return true
    },
    { instead: ({ type }) => (type === 'resource_already_exists_exception' ? false : undefined) },
  )
}
