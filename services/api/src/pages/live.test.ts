import { exampleWorkspace, incidents, personId, type Workspace } from '@thala/incidents/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Listener, type Live, type LiveOptions, openLive } from './live.ts'

const opened: Live[] = []
afterEach(() => {
  for (const live of opened.splice(0)) live.stop()
  vi.useRealTimers()
})
beforeEach(() => void vi.useFakeTimers())

let w: Workspace
beforeEach(async () => {
  w = await exampleWorkspace()
})

function live(options: Partial<LiveOptions> = {}): Live {
  const one = openLive({
    reading: () => ({ store: w.store }),
    report: (error) => expect(error).toBeUndefined(),
    ...options,
  })
  opened.push(one)
  return one
}

const operator: Listener['reader'] = { kind: 'local-operator' }

function listener(reader: Listener['reader'] = operator) {
  const heard: string[] = []
  const one: Listener = {
    reader,
    incident: ({ incidentId, version }) => heard.push(`${incidentId} ${version}`),
    everything: () => heard.push('everything'),
    heartbeat: () => undefined,
    end: () => heard.push('end'),
  }
  return { heard, one }
}

describe('a listener', () => {
  it('is told everything first, then each incident once, in its latest version', async () => {
    const hub = live()
    const { heard, one } = listener()
    hub.join(one)
    for (const version of [1, 3, 2]) hub.changed({ incidentId: incidents.payments, version })
    hub.changed({ incidentId: incidents.search, version: 9 })
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual(['everything', `${incidents.payments} 3`, `${incidents.search} 9`])
  })

  it('hears nothing of an incident of which it may read nothing; a member does', async () => {
    const hub = live()
    const [outsider, member] = [listener(), listener({ kind: 'person', id: personId('U1') })]
    for (const { one } of [outsider, member]) hub.join(one)
    hub.changed({ incidentId: incidents.tokens, version: 1 })
    hub.changed({ incidentId: 'f'.repeat(32), version: 1 })
    await vi.advanceTimersByTimeAsync(300)
    expect(outsider.heard).toEqual(['everything'])
    expect(member.heard).toEqual(['everything', `${incidents.tokens} 1`])
  })

  it('hears of the end of an incident whose messages are gone', async () => {
    const hub = live()
    const { heard, one } = listener()
    hub.join(one)
    hub.changed({ incidentId: incidents.basket, version: 2 })
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual(['everything', `${incidents.basket} 2`])
  })

  it('is told everything again when too many changed to be told one by one', async () => {
    const hub = live()
    const { heard, one } = listener()
    hub.join(one)
    for (let i = 0; i < 500; i++) hub.changed({ incidentId: `${i}`, version: 1 })
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual(['everything', 'everything'])
  })

  it('is told everything when another store is read from now on', async () => {
    let store = w.store
    const hub = live({ reading: () => ({ store }) })
    const { heard, one } = listener()
    hub.join(one)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard).toEqual(['everything'])
    store = (await exampleWorkspace()).store
    await vi.advanceTimersByTimeAsync(1_000)
    expect(heard).toEqual(['everything', 'everything'])
  })

  it('that left hears no more', async () => {
    const hub = live()
    const { heard, one } = listener()
    const leave = hub.join(one)
    hub.changed({ incidentId: incidents.payments, version: 1 })
    leave?.()
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual(['everything'])
  })

  it('is ended after a while, so that it is asked anew who it is', async () => {
    const hub = live({ maxAgeMs: 10_000 })
    const { heard, one } = listener()
    hub.join(one)
    await vi.advanceTimersByTimeAsync(9_000)
    expect(heard).toEqual(['everything'])
    await vi.advanceTimersByTimeAsync(3_000)
    expect(heard).toContain('end')
  })
})

describe('the hub', () => {
  it('refuses more listeners than it is given room for, until one leaves', () => {
    const hub = live({ maxListeners: 2 })
    const leave = hub.join(listener().one)
    expect(hub.join(listener().one)).not.toBeNull()
    expect(hub.join(listener().one)).toBeNull()
    leave?.()
    expect(hub.join(listener().one)).not.toBeNull()
  })

  it('ends every listener when it stops, and takes none after', () => {
    const hub = live()
    const { heard, one } = listener()
    hub.join(one)
    hub.stop()
    expect(heard).toEqual(['everything', 'end'])
    expect(hub.join(listener().one)).toBeNull()
  })

  it('reports a look-up that fails, and tells everything once it can look again', async () => {
    const reported: unknown[] = []
    let isDown = false
    const reading = () => {
      if (isDown) throw new Error('down')
      return { store: w.store }
    }
    const hub = live({ reading, report: (error) => reported.push(error) })
    const { heard, one } = listener()
    hub.join(one)
    isDown = true
    hub.changed({ incidentId: incidents.payments, version: 1 })
    await vi.advanceTimersByTimeAsync(300)
    expect([heard, reported.length]).toEqual([['everything'], 1])
    isDown = false
    await vi.advanceTimersByTimeAsync(1_000)
    expect(heard).toEqual(['everything', 'everything'])
  })
})
