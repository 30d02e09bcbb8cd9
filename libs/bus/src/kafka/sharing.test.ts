import { expect, it, vi } from 'vitest'
import { loneConsumer } from '../fixtures/kafka.ts'
import { followSharing } from './sharing.ts'

const OURS = [{ topic: 't', partitions: [0, 2] }]

/** A consumer's events, told by hand, and what was made of them. */
function follow() {
  const consumer = loneConsumer()
  const on = vi.spyOn(consumer, 'on')
  const heard: unknown[] = []
  followSharing(consumer, {
    stopped: () => heard.push('stopped'),
    shared: (assigned) => heard.push(assigned),
    lost: () => heard.push('lost'),
  })
  const tell = (event: string, payload: object) => {
    for (const [name, listener] of on.mock.calls) if (name === event) Reflect.apply(listener, undefined, [{ payload }])
  }
  const { events } = consumer
  return {
    heard,
    joins: (memberAssignment: object) => tell(events.GROUP_JOIN, { memberAssignment }),
    isToShareAnew: () => tell(events.REBALANCING, {}),
    heartbeats: (groupGenerationId: number) => tell(events.HEARTBEAT, { groupGenerationId }),
  }
}

it('a member has what it was given when it joined, and what it is given next', () => {
  const { heard, joins, heartbeats, isToShareAnew } = follow()
  joins({ t: [0, 2] })
  heartbeats(7)
  heartbeats(7)
  isToShareAnew()
  joins({ t: [1] })
  heartbeats(8)
  expect(heard).toEqual([OURS, 'stopped', [{ topic: 't', partitions: [1] }]])
})

it('a member that could not join anew goes on when its group knows it as it was', () => {
  const { heard, joins, heartbeats, isToShareAnew } = follow()
  joins({ t: [0, 2] })
  heartbeats(7)
  isToShareAnew()
  heartbeats(7)
  heartbeats(7)
  expect(heard).toEqual([OURS, 'stopped', OURS])
})

it('a member that joined anew and was not told what it has is lost', () => {
  const { heard, joins, heartbeats, isToShareAnew } = follow()
  joins({ t: [0, 2] })
  heartbeats(7)
  isToShareAnew()
  heartbeats(8)
  expect(heard).toEqual([OURS, 'stopped'])
  heartbeats(8)
  expect(heard).toEqual([OURS, 'stopped', 'lost'])
})

it('a member whose heartbeat falls between joining anew and being told what it has is not lost', () => {
  const { heard, joins, heartbeats, isToShareAnew } = follow()
  joins({ t: [0, 2] })
  heartbeats(7)
  isToShareAnew()
  heartbeats(8)
  joins({ t: [0, 2] })
  heartbeats(8)
  expect(heard).toEqual([OURS, 'stopped', OURS])
})

it('a member that never heard of its generation is lost when that may have ended', () => {
  const { heard, joins, heartbeats, isToShareAnew } = follow()
  joins({ t: [0, 2] })
  isToShareAnew()
  heartbeats(7)
  heartbeats(7)
  expect(heard).toEqual([OURS, 'stopped', 'lost'])
})
