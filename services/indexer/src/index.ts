// Keeps the documents that are read: messages, incidents, directory. Three views, each with its own place in the log.

import type { ViewDeclaration } from '@thala/service'
import { directoryView } from './directory-view.ts'
import { incidentsView } from './incidents-view.ts'
import { messagesView } from './messages-view.ts'

export { directoryView, incidentsView, messagesView }

export const indexer: readonly ViewDeclaration[] = [messagesView, incidentsView, directoryView]
