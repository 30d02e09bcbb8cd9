// The incident that an id names, or those that it fits; null where the reader may read none.

import type { BriefAnswer } from '@thala/incidents'
import type { Answer } from './answer.ts'
import { line } from './incident-actions.ts'
import { issueBlocks, MAX_TITLE } from './issue-blocks.ts'
import { context, header, words } from './markup.ts'

const MAX_ID = 60

export function incidentBlocks(found: BriefAnswer, id: string, now: number): Answer | null {
  switch (found.kind) {
    case 'found': {
      const { card } = found.brief
      return {
        blocks: issueBlocks(card, now),
        text: `${card.shortId}, ${card.status}: ${words(card.title, MAX_TITLE)}`,
      }
    }
    case 'ambiguous': {
      const text = `${words(id, MAX_ID)} fits ${found.candidates.length} incidents`
      const cards = found.candidates.flatMap((card) => issueBlocks(card, now))
      return { blocks: [header('Several incidents'), context(text), ...cards], text }
    }
    case 'not-found':
      return null
  }
}

export const noSuchIncident = (id: string): Answer =>
  line(`There is no incident ${words(id, MAX_ID)} that you may read.`)
