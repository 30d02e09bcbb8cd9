// Rewrites the whole file from what is live. secure_delete clears what is deleted but not the copies that stay behind in a
// page when its rows move to another one (5 of 14 churned test files held some); only VACUUM leaves none.

import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { BUSY_TIMEOUT_MS } from '@thala/sqlite/busy'

const { file }: { file: string } = workerData
const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
try {
  db.exec('PRAGMA secure_delete=ON')
  db.exec('VACUUM')
} finally {
  db.close()
}
