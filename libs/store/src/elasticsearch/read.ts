// Questions to one collection. Promise: answered from one index, whole; from another one if the first was replaced while
// it was asked. A collection that nobody has written is empty.

import { ThalaError } from '@thala/contracts/errors'
import type { Document } from '../port.ts'
import { decode } from '../stored.ts'
import type { Elastic } from './client.ts'
import { isMissingName, wasCut } from './failure.ts'
import { type Source, toStored } from './source.ts'

export interface Found {
  readonly _index: string
  readonly _source: Source
  readonly _score: number
  readonly sort: readonly unknown[]
}

/** Of the vendor's, what is asked here. */
export interface Question {
  readonly query?: object
  readonly knn?: { field: string; query_vector: number[]; k: number; num_candidates: number; filter: object }
  readonly sort?: (string | Record<string, 'asc' | 'desc'>)[]
  readonly search_after?: (string | number)[]
  readonly size: number
}

export async function ask(elastic: Elastic, alias: string, question: Question): Promise<readonly Found[]> {
  return elastic.call<readonly Found[]>(
    async (client) => {
      const { hits } = await client.search<Source>({
        index: alias,
        ...question,
        track_total_hits: false,
        // Part of an answer is no answer.
        allow_partial_search_results: false,
      })
      return hits.hits.map(({ _index, _source, _score, sort }) => {
        if (!_source) throw new Error(`a document of ${_index} came without its content`)
        return { _index, _source, _score: _score ?? 0, sort: sort ?? [] }
      })
    },
    {
      instead: (failure) => (isMissingName(failure, alias) ? [] : undefined),
      again: wasCut,
    },
  )
}

/** How often an index may be put in the place of another while one search runs. */
const MAX_ATTEMPTS = 5

/** Several questions about one state: all answered by the same index. */
export async function askTogether(
  elastic: Elastic,
  alias: string,
  questions: readonly Question[],
): Promise<(readonly Found[])[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const answers = await Promise.all(questions.map((question) => ask(elastic, alias, question)))
    if (new Set(answers.flat().map(({ _index }) => _index)).size <= 1) return answers
  }
  throw new ThalaError('dependency-down', `${alias} is being replaced again and again: try again`)
}

export const documentOf = <T>({ _source }: Found): Document<T> => decode<T>(toStored(_source))
