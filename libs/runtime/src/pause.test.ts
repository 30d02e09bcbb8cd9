import { topics } from '@thala/contracts'
import { done, service } from '@thala/service'
import { said, startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { askForPause, pauseAskedFor } from './pause.ts'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const seen: string[] = []
const reader = () => [
  service({
    name: 'reader',
    consumes: { slack: topics.slackEvents },
    handle: {
      slack: ({ value }) => {
        seen.push(value.text)
        return done()
      },
    },
  }),
]

const message = (second: number, text: string) => said({ ts: `${1_700_000_000 + second}.000000`, text })
const reasons = () => world?.running.health().reasons

describe('a pause', () => {
  it('lets go of the log, says why, and takes up where it was', async () => {
    world = await startWorld(reader)
    await world.append(message(1, 'before'))
    await world.drain()
    await askForPause(world.store, 'a promotion')
    await vi.waitFor(() => expect(reasons()).toEqual(['paused: a promotion']))
    // Nobody reads as this group any more: its positions could be moved.
    await vi.waitFor(() => world?.bus.seek('thala-reader', []))
    await world.append(message(2, 'meanwhile'))
    expect(seen).toEqual(['before'])
    await askForPause(world.store, null)
    await world.drain()
    expect(seen).toEqual(['before', 'meanwhile'])
    await vi.waitFor(() => expect(reasons()).toEqual([]))
  })

  it('holds for a process that starts meanwhile, too', async () => {
    world = await startWorld(reader)
    await askForPause(world.store, 'a promotion')
    world = await world.restart()
    expect(reasons()).toEqual(['paused: a promotion'])
    expect(await pauseAskedFor(world.store)).toBe('a promotion')
    await world.bus.seek('thala-reader', [])
    await askForPause(world.store, null)
    await vi.waitFor(() => expect(reasons()).toEqual([]))
  })
})
