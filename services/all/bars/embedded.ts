// The fault-free run that others are compared with: one process, the embedded log and store. The same state is claimed on
// every adapter, so this is the stronger comparison.

import type { SourceMessage } from '@thala/contracts'
import { outputsOf, type Reference, referenceOf, standIns, startWorld } from '@thala/testkit'
import { pipeline } from '../src/declarations.ts'

const CHUNK = 500

export async function embeddedReference(events: readonly SourceMessage[]): Promise<Reference> {
  const world = await startWorld(() => pipeline(standIns()))
  try {
    const outputs = outputsOf(events)
    for (let i = 0; i < outputs.length; i += CHUNK) await world.append(outputs.slice(i, i + CHUNK))
    await world.drain()
    return await referenceOf({ ...world, groups: world.running.groups })
  } finally {
    await world.stop()
  }
}
