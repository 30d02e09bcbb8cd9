// Messages through the classifier as it runs in production: the same declaration, the same configuration, the same outputs.

import { classifier } from '@thala/classifier'
import {
  type ClassifiedMessage,
  classifiedMessage,
  type LinkInput,
  linkInput,
  type SourceMessage,
  slackConversationId,
  WORKSPACE,
} from '@thala/contracts'
import type { Embedder } from '@thala/embedder'
import type { Reader } from '@thala/llm'
import { outputsTo, resource, startAll } from '@thala/service'

export interface Read {
  readonly classified: ClassifiedMessage
  readonly linkInput: LinkInput
}

/** Reads one message. A failure of a model is a failure of the evaluation. */
export type Reading = (message: SourceMessage) => Promise<Read>

export async function openReading(models: { readonly reader: Reader; readonly embedder: Embedder }): Promise<Reading> {
  const declaration = classifier({
    reader: resource({ name: 'reader', start: async () => models.reader }),
    embedder: resource({ name: 'embedder', start: async () => models.embedder }),
  })
  const config = declaration.config.parse({})
  const { values: deps } = await startAll(declaration.resources(config))
  const to = outputsTo(declaration.produces)
  const handle = declaration.handle.enriched
  if (!handle) throw new Error('the classifier takes no enriched messages')
  return async (value) => {
    const outcome = await handle({ value, appendedAt: value.at }, { deps, config, memo: (_, compute) => compute(), to })
    if (outcome.kind !== 'done') throw new Error(`${value.messageId}: ${outcome.reason}`)
    const [classified, input] = outcome.outputs
    const envelope = { v: 1, id: value.id }
    return {
      classified: classifiedMessage.parse({ ...classified?.value, ...envelope }),
      linkInput: linkInput.parse({ ...input?.value, ...envelope }),
    }
  }
}

export interface Told {
  readonly id: string
  readonly text: string
  /** Epoch ms. */
  readonly at: number
  /** Where it was said; everything in one place, if it does not matter. */
  readonly channel?: string
}

export const conversationOf = (channel: string): string => slackConversationId('T0EVAL', channel)

/** A text as a source would tell it: public, by nobody in particular, answering nothing. */
export const messageOf = ({ id, text, at, channel = 'all' }: Told): SourceMessage => ({
  v: 1,
  id,
  messageId: id,
  conversationId: conversationOf(channel),
  threadId: null,
  source: 'slack',
  at,
  revision: at,
  deleted: false,
  author: null,
  text,
  parent: null,
  attachments: [],
  permalink: null,
  audience: WORKSPACE,
  said: null,
})
