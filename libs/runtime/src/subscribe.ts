// One declaration on the log: its pump, subscribed; and the switch by which a whole run lets go of the log and takes it up
// again, so that positions can be moved meanwhile.

import type { Subscription } from '@thala/bus'
import type { Declaration } from '@thala/service'
import { foldPump } from './fold-pump.ts'
import { inHand } from './in-hand.ts'
import { type Pump, servicePump } from './service-pump.ts'
import type { Stage } from './stage.ts'
import { consumesAnything, groupOf } from './topology.ts'
import { viewPump } from './view-pump.ts'

function pumpOf(declaration: Declaration, stage: Stage): Pump | null {
  switch (declaration.kind) {
    case 'service':
      return servicePump(declaration, stage)
    case 'view':
      return viewPump(declaration, stage)
    case 'fold':
      return foldPump(declaration, stage)
    case 'source':
      return null
  }
}

/** Null when there is nothing to read. */
export async function subscribe(declaration: Declaration, stage: Stage): Promise<Subscription | null> {
  const pump = pumpOf(declaration, stage)
  if (!pump || !consumesAnything(declaration)) return null
  return stage.bus.subscribe({
    ...groupOf(declaration, stage.env, stage.generation),
    batchSize: declaration.batchSize,
    onBatch: inHand(stage, pump),
    onGap: (gap) => {
      stage.metrics.gaps.inc({ service: stage.name, topic: gap.topic }, gap.to - gap.from)
      stage.health.degrade(
        `gap:${gap.topic}`,
        `${stage.name} lost records ${gap.from} to ${gap.to} of ${gap.topic} to retention`,
      )
      stage.log.error({ service: stage.name, ...gap }, 'records were removed before they were read')
    },
    onError: (error, at) => stage.log.error({ service: stage.name, ...at, err: error }, 'a batch is delivered again'),
  })
}

export interface Consuming {
  /** Lets go of the log; what is in hand finishes for up to `timeoutMs`. */
  pause(timeoutMs: number): Promise<void>
  resume(): Promise<void>
  /** Pauses for good. */
  stop(timeoutMs: number): Promise<void>
}

/** Begins paused; `open` is called at each `resume`. */
export function consume(open: readonly (() => Promise<Subscription | null>)[]): Consuming {
  let running: Subscription[] = []
  let isOver = false
  const pause = async (timeoutMs: number) => {
    await Promise.allSettled(running.splice(0).map((one) => one.stop({ timeoutMs })))
  }
  const resume = async () => {
    if (running.length > 0 || isOver) return
    const begun = await Promise.allSettled(open.map((one) => one()))
    running = begun.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
    const failed = begun.find((one) => one.status === 'rejected')
    if (failed || isOver) await pause(0)
    if (failed) throw failed.reason
  }
  const stop = async (timeoutMs: number) => {
    isOver = true
    await pause(timeoutMs)
  }
  return { pause, resume, stop }
}
