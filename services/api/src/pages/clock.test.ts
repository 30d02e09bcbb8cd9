import { exampleWorkspace, incidents, START } from '@thala/incidents/testing'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { type TestApi, testApi } from '../testing.ts'
import { openLive } from './live.ts'

const clocked = z.object({ clock: z.number().nullable() })

it('stands at the last message of a sample, in lists, searches and stories; for what is real there is none', async () => {
  const w = await exampleWorkspace()
  await w.message({ channel: 'CPAY', minutes: 402, text: 'all quiet' })
  const started = (badge: string | undefined) => {
    const reading = () => ({ store: w.store, badge })
    const live = openLive({ reading, report: (error) => expect(error).toBeUndefined() })
    return testApi({ reading, store: w.store, embedder: w.embedder, pages: { live } })
  }
  const [sample, real] = await Promise.all([started('sample workspace'), started(undefined)])
  const clockOf = async ({ url }: TestApi, path: string) =>
    clocked.parse(await (await fetch(`${url}/api/incidents${path}`)).json()).clock
  for (const path of ['', '?q=payments', `?q=${incidents.payments}`, `/${incidents.payments}`])
    expect([await clockOf(sample, path), await clockOf(real, path)]).toEqual([START + 402 * 60_000, null])
  await Promise.all([sample.stop(), real.stop()])
})
