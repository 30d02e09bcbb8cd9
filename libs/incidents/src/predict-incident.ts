// What a description would be: category, severity, likelihood. Similar past incidents that the reader may read serve as
// examples, so that a prediction never leans on words from elsewhere.

import type { Embedder } from '@thala/embedder'
import type { Example, Reader as ModelReader, Prediction } from '@thala/llm'
import type { StoreReader } from '@thala/service'
import type { Reader } from './reader.ts'
import { type SearchResult, searchIncidents } from './search-incidents.ts'

export interface IncidentPrediction extends Prediction {
  /** The past incidents that served as examples, most similar first. */
  readonly similar: readonly SearchResult[]
}

const MAX_EXAMPLES = 5
/** Longest text of one example, in UTF-16 units. */
const MAX_EXAMPLE = 1000

export async function predictIncident(
  store: StoreReader,
  reader: Reader,
  llm: Pick<ModelReader, 'predict'>,
  embedder: Pick<Embedder, 'embed'>,
  text: string,
): Promise<IncidentPrediction> {
  const vector = await embedder.embed(text, { urgent: true })
  const results = await searchIncidents(store, reader, { query: text, vector, k: MAX_EXAMPLES })
  return predictFrom(llm, text, vector, results)
}

/** The same for a caller who has searched already. */
export async function predictFrom(
  llm: Pick<ModelReader, 'predict'>,
  text: string,
  vector: Int8Array | null,
  results: readonly SearchResult[],
): Promise<IncidentPrediction> {
  const similar = [...results].sort((a, b) => b.relevance - a.relevance).slice(0, MAX_EXAMPLES)
  const prediction = await llm.predict({ text, vector, examples: similar.flatMap(exampleOf) })
  return { ...prediction, similar }
}

function exampleOf({ card, text, relevance }: SearchResult): Example[] {
  if (card.category === null || card.severity === null) return []
  const { category, severity } = card
  return [{ text: text.slice(0, MAX_EXAMPLE), category, severity, similarity: relevance }]
}
