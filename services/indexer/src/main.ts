// The indexer's views in a process of their own.

import { blobFolder, openFolderBlobs } from '@thala/blobs'
import { readEnvironment, runService } from '@thala/runtime'
import { resource } from '@thala/service'
import { indexer } from './index.ts'

const blobs = resource({ name: 'blobs', start: () => openFolderBlobs(blobFolder(readEnvironment())) })
await runService(...indexer({ blobs }))
