// How late the event loop of a process is: the longer, the later it answers whoever asks, its consumer group included.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { z } from 'zod'

export const lateness = z.object({ p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number(), cpuMs: z.number() })
export type Lateness = z.infer<typeof lateness>

/** The histogram holds times between two turns of a timer; what exceeds the timer's own is the delay. */
const RESOLUTION_MS = 5

export interface EventLoop {
  /** Since the last call. */
  since(): Lateness
}

export function followEventLoop(): EventLoop {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let cpu = process.cpuUsage()
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  return {
    since: () => {
      const { user, system } = process.cpuUsage(cpu)
      const found = {
        p50Ms: late(histogram.percentile(50)),
        p99Ms: late(histogram.percentile(99)),
        maxMs: late(histogram.max),
        cpuMs: (user + system) / 1000,
      }
      cpu = process.cpuUsage()
      histogram.reset()
      return found
    },
  }
}
