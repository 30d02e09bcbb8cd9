// Reading attachments in a process of its own.

import { runService } from '@thala/runtime'
import { attachments } from './service.ts'

await runService(attachments)
