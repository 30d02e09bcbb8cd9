// Reading attachments in a process of its own.

import { blobFolder, openFolderBlobs } from '@thala/blobs'
import { openAttachmentReader } from '@thala/ocr'
import { readEnvironment, runService } from '@thala/runtime'
import { resource } from '@thala/service'
import { attachments } from './service.ts'

const blobs = resource({ name: 'blobs', start: () => openFolderBlobs(blobFolder(readEnvironment())) })
const attachmentReader = resource({
  name: 'attachment-reader',
  start: async () => openAttachmentReader(),
  stop: (one) => one.close(),
})
await runService(attachments({ blobs, attachmentReader }))
