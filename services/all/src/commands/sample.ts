// `thala sample remove`: the sample goes and does not come back.

import { exists, openForWriting } from '@thala/runtime'
import { acquireOwner } from '@thala/sqlite'
import { deleteSample, homeOf, markSampleUnwanted } from '../home.ts'
import type { Session } from '../session.ts'

export async function sampleRemove({ env, console }: Session): Promise<void> {
  const home = homeOf(env)
  await (await openForWriting(home.real)).close()
  await markSampleUnwanted(home)
  const there = await exists(home.sample)
  const owner = there ? await acquireOwner(home.sample) : null
  if (owner) await deleteSample(home)
  await owner?.release()
  const left = there && !owner
  if (console.json) console.data({ removed: true, runningProcessLetsGo: left })
  else console.line(left ? 'the running process is letting go of the sample' : 'the sample is removed')
}
