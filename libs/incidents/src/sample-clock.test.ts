import { expect, it } from 'vitest'
import { sampleClock } from './sample-clock.ts'
import { exampleWorkspace, START } from './testing/index.ts'

it('stands at the last message of a sample; for what is real there is none', async () => {
  const { store, message } = await exampleWorkspace()
  await message({ channel: 'CPAY', minutes: 3_000, text: 'all quiet' })
  expect(await sampleClock({ store })).toBeNull()
  expect(await sampleClock({ store, badge: 'sample workspace' })).toBe(START + 3_000 * 60_000)
})
