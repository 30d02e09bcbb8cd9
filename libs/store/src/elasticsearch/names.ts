// Names of ours on the server. A collection is asked for by its alias; an index behind it has a second alias for writes
// that goes with the index: a version that was read from one index is never compared with that of another.

import { type Collection, ThalaError } from '@thala/contracts'
import { MAPPING_VERSION } from './mapping.ts'

export type AliasOf = (collection: Collection) => string

/** `namespace` is '' for the store itself. A prefix has no dot, so no two pairs of prefix and namespace share a name. */
export function aliases(prefix: string, namespace: string): AliasOf {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(prefix))
    throw new ThalaError(
      'bad-config',
      `THALA_INDEX_PREFIX must be lower-case letters, digits, '_' and '-', not ${JSON.stringify(prefix)}`,
    )
  return ({ name }) => `${prefix}${namespace === '' ? '' : `${namespace}.`}${name}`
}

export const indexName = (alias: string, number: number): string =>
  `${alias}-v${MAPPING_VERSION}-${String(number).padStart(6, '0')}`

/** Matches every index that `indexName` makes for this alias, of any mapping version. */
export const indexPattern = (alias: string): string => `${alias}-v*`
export const isIndexOf = (alias: string, index: string): boolean =>
  index.startsWith(`${alias}-v`) && /^\d+-\d{6}$/.test(index.slice(alias.length + 2))

export const writesTo = (index: string): string => `${index}-writes`
