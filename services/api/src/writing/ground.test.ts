import { collections } from '@thala/contracts'
import { workspace } from '@thala/incidents/testing'
import { describe, expect, it } from 'vitest'
import { groundFor } from './ground.ts'
import { placeOfReport } from './readership.ts'

const place = placeOfReport('workspace', undefined)

describe('the conversation that words need', () => {
  it('is told to the directory when it is not known', async () => {
    const { outputs } = await groundFor(workspace().store, place)
    expect(outputs).toMatchObject([{ topic: { name: 'thala-directory' }, value: { subjectId: place.conversationId } }])
  })

  it('is told once: nothing is said of what is known', async () => {
    const w = workspace()
    w.direct(place.conversationId, place.subject)
    const { outputs, isFound } = await groundFor(w.store, place)
    expect([outputs, await isFound()]).toEqual([[], true])
  })

  it('is there only when readers find it, which may be later than it is stored', async () => {
    const w = workspace()
    const { isFound } = await groundFor(w.store, place)
    expect(await isFound()).toBe(false)
    w.store.lag()
    w.direct(place.conversationId, place.subject)
    expect([await isFound(), w.store.documents(collections.directory).length]).toEqual([false, 1])
  })

  it('is found as soon as it stands, of whatever kind', async () => {
    for (const readership of ['workspace', 'operators', { conversation: 'slack:T1:C1' }] as const) {
      const w = workspace()
      const wanted = placeOfReport(readership, undefined)
      const { isFound } = await groundFor(w.store, wanted)
      w.direct(wanted.conversationId, wanted.subject)
      expect(await isFound()).toBe(true)
    }
  })
})
