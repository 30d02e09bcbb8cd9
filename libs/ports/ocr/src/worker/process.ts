// The process in which attachments are read. It may die of what it reads; whoever started it starts another.

import type { Answer, Question } from '../protocol.ts'
import { endWithParent } from './end-with-parent.ts'
import { read } from './read.ts'
import { openRecogniser } from './recognise.ts'

// Nothing that is read here may make it ask anyone.
globalThis.fetch = () => Promise.reject(new Error('attachments are read without the network'))

await endWithParent()
// Asked to stop from a terminal, its parent decides what becomes of what is in hand.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const recogniser = openRecogniser()
const tell = (answer: Answer) => process.send?.(answer)

process.on('message', async ({ id, bytes }: Question) => {
  tell({ kind: 'read', id, reading: await read(bytes, () => recogniser) })
})
await recogniser
tell({ kind: 'ready' })
