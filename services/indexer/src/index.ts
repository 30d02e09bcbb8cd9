// Keeps the documents that are read: messages, incidents, directory. Three views, each with its own place in the log.

import type { ViewDeclaration } from '@thala/service'
import { directoryView } from './directory-view.ts'
import { incidentsView } from './incidents-view.ts'
import { type IndexerResources, messagesView } from './messages-view.ts'

export { directoryView, type IndexerResources, incidentsView, messagesView }

export const indexer = (resources: IndexerResources): readonly ViewDeclaration[] => [
  messagesView(resources),
  incidentsView,
  directoryView,
]
