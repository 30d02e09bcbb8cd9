// What runs in a process of its own in the bars, by name: the services as they ship, with stand-ins for the models, and a
// connector that appends a generated stream at a steady rate and remembers how far it came.

import { setTimeout as wait } from 'node:timers/promises'
import { attachments } from '@thala/attachments'
import { classifier } from '@thala/classifier'
import { topics } from '@thala/contracts'
import { indexer } from '@thala/indexer'
import { linker } from '@thala/linker'
import { type Declaration, type ServiceDeclaration, source } from '@thala/service'
import { eventStream, outputsOf, standIns } from '@thala/testkit'
import { z } from 'zod'

export const CONNECTOR = 'bar-connector'
/** The six stages that events pass. */
export const stageNames = [
  CONNECTOR,
  'attachments',
  'classifier',
  'linker',
  'indexer-messages',
  'indexer-incidents',
] as const
export type StageName = (typeof stageNames)[number] | 'indexer' | 'attachments-choking'

/** Appends are this far apart. */
const TICK_MS = 100

const connectorSettings = z.object({
  BAR_SEED: z.coerce.number().default(1),
  BAR_EVENTS: z.coerce.number().default(0),
  BAR_EVENTS_PER_SECOND: z.coerce.number().default(50),
})
const checkpoint = z.object({ position: z.number() })

export const connector: Declaration = source({
  name: CONNECTOR,
  produces: { slack: topics.slackEvents },
  config: connectorSettings,
  checkpointId: () => 'stream',
  async *read({ checkpoint: before, config, signal }) {
    const events = eventStream({ seed: config.BAR_SEED, events: config.BAR_EVENTS })
    const chunk = Math.max(1, Math.round((config.BAR_EVENTS_PER_SECOND * TICK_MS) / 1000))
    let position = checkpoint.safeParse(before).data?.position ?? 0
    while (position < events.length && !signal.aborted) {
      const outputs = outputsOf(events.slice(position, position + chunk))
      position += outputs.length
      yield { outputs, checkpoint: { position } }
      await wait(TICK_MS)
    }
  },
})

/** How far a connector came, of its checkpoint as it is stored. */
export const positionIn = (value: unknown): number =>
  z.object({ value: checkpoint }).safeParse(value).data?.value.position ?? 0

export const POISON_WORD = 'poison'

const first = attachments(standIns())
const views = indexer(standIns())

/** The first service with a bug: it chokes on a word. */
const choking: ServiceDeclaration = {
  ...first,
  handle: Object.fromEntries(
    Object.entries(first.handle).map(([input, handler]) => [
      input,
      (event, context) => {
        if (JSON.stringify(event.value).includes(POISON_WORD)) throw new Error(`choked on ${POISON_WORD}`)
        return handler(event, context)
      },
    ]),
  ),
}

export function declarationsOf(name: string): readonly Declaration[] {
  const known: Readonly<Record<string, readonly Declaration[]>> = {
    [CONNECTOR]: [connector],
    attachments: [first],
    'attachments-choking': [choking],
    classifier: [classifier(standIns())],
    linker: [linker],
    indexer: views,
    ...Object.fromEntries(views.map((view) => [view.name, [view]])),
  }
  const declarations = known[name]
  if (!declarations) throw new Error(`no stage ${name}: there are ${Object.keys(known).join(', ')}`)
  return declarations
}
