// Messages as readers need them. A deletion leaves a tombstone here and asks for every other trace of the message to go.

import type { Blobs } from '@thala/blobs'
import { type ClassifiedMessage, collections, topics } from '@thala/contracts'
import { evolveMessage, type MessageState, projectMessage } from '@thala/incidents'
import { type Resource, type ViewDeclaration, view } from '@thala/service'
import { releaseBlobs } from './unneeded-blobs.ts'

export interface IndexerResources {
  readonly blobs: Resource<Blobs>
}

export const messagesView = ({ blobs }: IndexerResources): ViewDeclaration =>
  view({
    name: 'indexer-messages',
    consumes: { classified: topics.classified },
    collection: collections.messages,
    resources: () => ({ blobs }),
    key: ({ value }: Change) => value.messageId,
    evolve: (state: MessageState | undefined, { value }: Change) => evolveMessage(state, value),
    project: projectMessage,
    erases: (state, id) => (state.deleted ? id : null),
    releases: releaseBlobs,
  })

interface Change {
  readonly value: ClassifiedMessage
}
