// The linker in a process of its own.

import { runService } from '@thala/runtime'
import { linker } from './service.ts'

await runService(linker)
