// What something new would be, why, and the past incidents that the prediction leans on.

import type { IncidentPrediction } from '@thala/incidents'
import type { Answer } from './answer.ts'
import { fixLines, stateLine, titleLine } from './issue-blocks.ts'
import { context, fields, header, section, words } from './markup.ts'
import { when } from './time.ts'

const MAX_REASONING = 500
const MAX_SIMILAR = 3

export function predictionBlocks(prediction: IncidentPrediction, now: number): Answer {
  const { confidence, category, severity, reasoning, similar } = prediction
  const verdict = verdictOf(prediction)
  const shown = similar.slice(0, MAX_SIMILAR)
  const blocks = [
    header(verdict),
    fields(['Confidence', `${Math.round(confidence * 100)} %`], ['Category', category], ['Severity', severity]),
    ...(reasoning.trim() === '' ? [] : [context(words(reasoning, MAX_REASONING))]),
    ...(shown.length === 0 ? [] : [section('*Similar before*')]),
    ...shown.map(({ card }) => section(titleLine(card), stateLine(card, when(card.openedAt, now)), ...fixLines(card))),
  ]
  return { blocks, text: `${verdict}: ${category}, ${severity}` }
}

function verdictOf({ likelihood, type }: IncidentPrediction): string {
  if (likelihood !== 'Likely') return 'Not likely an incident'
  return type === 'resolution' ? 'Tells of a fix' : 'Likely an incident'
}
