import { type IncidentChanged, topics } from '@thala/contracts'
import { outputTo, type Served, service } from '@thala/service'
import { startWorld, type World } from '@thala/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'

let world: World | undefined
afterEach(async () => {
  await world?.stop()
  world = undefined
})

const stop = async () => undefined
const notice = outputTo('changed', topics.incidents)
const changed = (incidentId: string, version = 1) => notice({ incidentId, version }, { id: `${incidentId}/${version}` })

type Listener = (change: { input: 'changed'; value: IncidentChanged }) => void

const indexer = service({ name: 'indexer', produces: { changed: topics.incidents } })
const server = (name: string, listen: Listener, served: Served = { stop }) =>
  service({
    name,
    hears: { changed: topics.incidents },
    serve: async ({ heard }) => {
      heard(listen)
      return served
    },
  })

const ids = (listener: ReturnType<typeof vi.fn<Listener>>) =>
  listener.mock.calls.map(([{ value }]) => `${value.incidentId} ${value.version}`)

describe('what a server hears', () => {
  it('is every event from when it runs, told to each server, in order within a key', async () => {
    const [one, other] = [vi.fn<Listener>(), vi.fn<Listener>()]
    world = await startWorld(() => [indexer, server('api', one), server('bot', other)])
    await world.append([changed('a', 1), changed('a', 2)])
    await world.append([changed('a', 3)])
    for (const listener of [one, other]) await vi.waitFor(() => expect(ids(listener)).toEqual(['a 1', 'a 2', 'a 3']))
    expect(one.mock.calls[0]?.[0].input).toBe('changed')
  })

  it('is not kept for one that did not run', async () => {
    const listener = vi.fn<Listener>()
    world = await startWorld(() => [indexer, server('api', listener)])
    await world.append([changed('before')])
    await vi.waitFor(() => expect(ids(listener)).toEqual(['before 1']))
    world = await world.restart()
    await world.append([changed('after')])
    await vi.waitFor(() => expect(ids(listener)).toEqual(['before 1', 'after 1']))
  })

  it('leaves out what is no notice, and goes on after a listener that throws', async () => {
    const heard: string[] = []
    world = await startWorld(() => [
      indexer,
      server('api', ({ value: { incidentId } }) => {
        heard.push(incidentId)
        if (incidentId === 'a') throw new Error('no')
      }),
    ])
    const bytes = new TextEncoder().encode('{"v":1')
    await world.bus.publish([{ topic: topics.incidents.name, key: 'a', value: bytes, headers: {} }])
    await world.append([changed('a', 1), changed('a', 2)])
    await vi.waitFor(() => expect(heard).toEqual(['a', 'a']))
  })

  it('ends for a listener that stops listening', async () => {
    const listener = vi.fn<Listener>()
    let unlisten: () => void = () => undefined
    const leaving = service({
      name: 'leaving',
      hears: { changed: topics.incidents },
      serve: async ({ heard }) => {
        unlisten = heard(listener)
        return { stop }
      },
    })
    const other = vi.fn<Listener>()
    world = await startWorld(() => [indexer, leaving, server('api', other)])
    await world.append([changed('a', 1)])
    await vi.waitFor(() => expect(ids(listener)).toEqual(['a 1']))
    unlisten()
    await world.append([changed('a', 2)])
    await vi.waitFor(() => expect(ids(other)).toEqual(['a 1', 'a 2']))
    expect(ids(listener)).toEqual(['a 1'])
  })

  it('asks for no group: nothing waits for it', async () => {
    world = await startWorld(() => [indexer, server('api', () => undefined)])
    expect(world.running.groups).toEqual([])
  })
})
