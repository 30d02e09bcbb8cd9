// The answers of `/thala`, as data: Block Kit blocks, and one line of text for notifications. Sends nothing.
// Promise: an answer holds only what this reader may read, and says the truth about how much there is.

import type { KnownBlock } from '@slack/types'
import { isIncidentId } from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import { brief, latestIssues, predictIncident, type Reader, searchIncidents } from '@thala/incidents'
import type { Reader as ModelReader } from '@thala/llm'
import type { StoreReader } from '@thala/service'
import { parseCommand } from './command.ts'
import { helpBlocks, misunderstoodBlocks } from './help-blocks.ts'
import { incidentBlocks, noSuchIncident } from './incident-blocks.ts'
import { latestBlocks } from './latest-blocks.ts'
import { context, MAX_BLOCKS, words } from './markup.ts'
import { predictionBlocks } from './prediction-blocks.ts'
import { searchBlocks } from './search-blocks.ts'

export interface Answer {
  readonly blocks: readonly KnownBlock[]
  /** Shown where blocks are not: notifications, screen readers. */
  readonly text: string
}

export interface AnswerContext {
  readonly store: StoreReader
  readonly reader: Reader
  /** Asked only by commands that need a model, so that it may be loaded on first use. */
  readonly embedder: Pick<Embedder, 'embed'>
  readonly llm: Pick<ModelReader, 'predict'>
  /** Ages are counted from here, epoch ms. */
  readonly now: number
  /** What was typed before the question, for advice on what to type instead; default: `/thala`. */
  readonly command?: string
  /** Said under every answer, such as `sample workspace`. */
  readonly badge?: string
}

export const PAGE_SIZE = 10
const RESULTS = 5

/** `command` is what was typed, with or without `/thala`. */
export async function answer(command: string, asked: AnswerContext): Promise<Answer> {
  const { blocks, text } = await answerTo(command, asked)
  if (asked.badge === undefined) return { blocks, text }
  return { blocks: [...blocks.slice(0, MAX_BLOCKS - 1), context(words(asked.badge, 100))], text }
}

async function answerTo(typed: string, asked: AnswerContext): Promise<Answer> {
  const { store, reader, embedder, llm, now, command } = asked
  const parsed = parseCommand(typed)
  switch (parsed.kind) {
    case 'help':
      return helpBlocks(command)
    case 'misunderstood':
      return misunderstoodBlocks(parsed.problem, parsed.usage, command)
    case 'latest_issue':
      return latestBlocks(await latestIssues(store, reader, { page: parsed.page, pageSize: PAGE_SIZE }), now, command)
    case 'incident':
      return (await incidentCalled(parsed.id, asked)) ?? noSuchIncident(parsed.id)
    case 'search': {
      const named = await incidentCalled(parsed.query, asked)
      if (named) return named
      const vector = await embedder.embed(parsed.query, { urgent: true })
      const results = await searchIncidents(store, reader, { query: parsed.query, vector, k: RESULTS })
      return searchBlocks(parsed.query, results, now)
    }
    case 'predict':
      return predictionBlocks(await predictIncident(store, reader, llm, embedder, parsed.description), now)
  }
}

/** Null for words, and for an id of nothing that this reader may read. */
async function incidentCalled(words: string, { store, reader, now }: AnswerContext): Promise<Answer | null> {
  return isIncidentId(words) ? incidentBlocks(await brief(store, reader, words), words, now) : null
}
