// Messages as readers need them. A deletion leaves a tombstone here and asks for every other trace of the message to go.

import { type ClassifiedMessage, collections, topics } from '@thala/contracts'
import { evolveMessage, type MessageState, projectMessage } from '@thala/incidents'
import { view } from '@thala/service'

export const messagesView = view({
  name: 'indexer-messages',
  consumes: { classified: topics.classified },
  collection: collections.messages,
  key: ({ value }: Change) => value.messageId,
  evolve: (state: MessageState | undefined, { value }: Change) => evolveMessage(state, value),
  project: projectMessage,
  erases: (state, id) => (state.deleted ? id : null),
})

interface Change {
  readonly value: ClassifiedMessage
}
