// Reads every message once: its vector, its type, category and severity; and tells the linker what to weigh, without
// text. Promise: a redelivered message gets the answers that were given first, whatever the models would say today.

import { topics } from '@thala/contracts'
import { type Embedder, toBase64 } from '@thala/embedder'
import type { Reader } from '@thala/llm'
import { done, type Memo, type Resource, type ServiceDeclaration, service } from '@thala/service'
import { z } from 'zod'
import {
  type Answers,
  classified,
  isRead,
  linkInputOf,
  type Prepared,
  prepared,
  readingKey,
  readRequest,
  vectorKey,
} from './decide.ts'

interface Models {
  readonly reader: Resource<Reader>
  readonly embedder: Resource<Embedder>
}

export const classifier = ({ reader, embedder }: Models): ServiceDeclaration =>
  service({
    name: 'classifier',
    consumes: { enriched: topics.enriched },
    produces: { classified: topics.classified, linkInput: topics.linkInputs },
    config: z.object({
      CLASSIFIER_MIN_CONFIDENCE: z.coerce
        .number()
        .min(0)
        .max(1)
        .default(0.6)
        .describe('A report or a resolution less likely than this opens and closes nothing (0 to 1)'),
    }),
    resources: () => ({ reader, embedder }),
    handle: {
      enriched: async ({ value }, { deps, config, memo, to }) => {
        const minConfidence = config.CLASSIFIER_MIN_CONFIDENCE
        const message = prepared(value)
        const answers = value.deleted ? nothing : await ask(message, deps, memo)
        return done(
          to.classified(classified(message, answers, minConfidence)),
          to.linkInput(linkInputOf(message, answers, minConfidence)),
        )
      },
    },
  })

const nothing: Answers = { vector: null, classification: null }

interface Started {
  readonly reader: Reader
  readonly embedder: Embedder
}

async function ask(asked: Prepared, { reader, embedder }: Started, memo: Memo): Promise<Answers> {
  const { message, text: ownText, parentText } = asked
  const embed = async (messageId: string, text: string | null): Promise<string | null> => {
    if (text === null || text.trim() === '') return null
    return memo<string | null>(vectorKey(embedder, messageId, text), async () => {
      const vector = await embedder.embed(text)
      return vector && toBase64(vector)
    })
  }
  const vector = await embed(message.messageId, ownText)
  if (!isRead(message)) return { vector, classification: null }
  const classification = await memo(readingKey({ reader, embedder }, asked), async () => {
    // Remembered under the parent, which has mostly been read before: its vector is then there already.
    const parentVector = await embed(message.parent?.messageId ?? message.messageId, parentText)
    return reader.classify(readRequest(asked, vector, parentVector))
  })
  return { vector, classification }
}
