// Who may read which conversation, and what everything is called.

import { collections, type DirectoryEntry, topics } from '@thala/contracts'
import { type DirectoryState, evolveDirectory, projectDirectory } from '@thala/incidents'
import { view } from '@thala/service'

export const directoryView = view({
  name: 'indexer-directory',
  consumes: { directory: topics.directory },
  collection: collections.directory,
  key: ({ value }: Change) => value.subjectId,
  evolve: (state: DirectoryState | undefined, { value }: Change) => evolveDirectory(state, value),
  project: projectDirectory,
})

interface Change {
  readonly value: DirectoryEntry
}
