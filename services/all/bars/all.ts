// Every bar, by number.

import { crashMatrix } from './01-crash-matrix.ts'
import { checkerBar } from './02-checker.ts'
import { reorderingBar } from './03-reordering.ts'
import { elasticsearchFaults } from './06-elasticsearch-faults.ts'
import { poison } from './07-poison.ts'
import { brokerRestarts } from './08-broker-restarts.ts'
import { authentication } from './11-authentication.ts'
import { attachmentBombs } from './14-attachment-bombs.ts'
import { shutdown } from './17-shutdown.ts'
import { fuzzing } from './21-fuzzing.ts'
import { reindexRestore } from './22-reindex-restore.ts'
import type { Bar } from './bar.ts'
import { instances } from './instances.ts'

export const bars: readonly Bar[] = [
  crashMatrix,
  checkerBar,
  reorderingBar,
  elasticsearchFaults,
  poison,
  brokerRestarts,
  authentication,
  attachmentBombs,
  shutdown,
  fuzzing,
  reindexRestore,
  instances,
]
