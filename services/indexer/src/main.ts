// The indexer's views in a process of their own.

import { runService } from '@thala/runtime'
import { indexer } from './index.ts'

await runService(...indexer)
