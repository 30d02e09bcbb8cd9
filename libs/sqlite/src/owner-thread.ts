// Holds the owner lock for as long as this thread lives. In a thread because the main one opens no connection.

import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { isBusy, openingError } from './failure.ts'
import type { OwnerMessage } from './owner.ts'
import { toWire } from './wire.ts'

/** Two that ask at the same moment may both find it busy for an instant. */
const ASK_MS = 300

const port = parentPort
const file: string = workerData

function lock(): { db: DatabaseSync | undefined; message: OwnerMessage } {
  try {
    const db = new DatabaseSync(file, { timeout: ASK_MS })
    try {
      db.exec('BEGIN EXCLUSIVE')
      return { db, message: { kind: 'held' } }
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    if (isBusy(error)) return { db: undefined, message: { kind: 'taken' } }
    return { db: undefined, message: { kind: 'refused', error: toWire(openingError(error, file)) } }
  }
}

const { db, message } = lock()
port?.postMessage(message)
if (db)
  port?.once('message', () => {
    db.close()
    port.close()
  })
else port?.close()
