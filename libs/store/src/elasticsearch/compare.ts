// Whether a copy is one: as many documents, as many of them with a vector, and the same at both ends.

import { thalaCommand } from '@thala/contracts'
import type { Elastic } from './client.ts'
import { ask } from './read.ts'

/** Documents compared whole at either end of the ids. */
const COMPARED = 500

/** How many documents there are. Throws where the two differ; nobody writes meanwhile. */
export async function compare(elastic: Elastic, source: string, target: string): Promise<number> {
  await elastic.call((client) => client.indices.refresh({ index: [source, target] }))
  const [before, after] = [await summary(elastic, source), await summary(elastic, target)]
  for (const [what, value] of Object.entries(before))
    if (after[what] !== value)
      throw new Error(
        `the copy ${target} differs from ${source} in ${what}: it is left as it is, run '${thalaCommand('store reindex')}' again`,
      )
  return Number(before['the number of documents'])
}

async function summary(elastic: Elastic, index: string): Promise<Readonly<Record<string, string | number>>> {
  const count = async (query: object) => (await elastic.call((client) => client.count({ index, query }))).count
  const documents = async (direction: 'asc' | 'desc') => {
    const found = await ask(elastic, index, { sort: [{ id: direction }], size: COMPARED })
    return JSON.stringify(found.map(({ _source }) => Object.entries(_source).sort()))
  }
  return {
    'the number of documents': await count({ match_all: {} }),
    'the number of vectors': await count({ exists: { field: 'vector' } }),
    'its first documents': await documents('asc'),
    'its last documents': await documents('desc'),
  }
}
