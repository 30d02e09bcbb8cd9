// `thala replay`: everything once more from the log, to see what would be different or to put it in the place of what is.

import { ThalaError } from '@thala/contracts'
import { drain, openInstallation, run, stopAsked, topicSpecs } from '@thala/runtime'
import type { Console } from '../console.ts'
import { pipeline } from '../declarations.ts'
import { homeOf } from '../home.ts'
import { localModels } from '../models.ts'
import { drawDifference } from '../replay/draw-difference.ts'
import type { Main, OnlySource } from '../replay/generation.ts'
import { parseFrom } from '../replay/range.ts'
import { type Replayed, refusePart, replay } from '../replay/replay.ts'
import type { Session } from '../session.ts'

export interface ReplayWish {
  readonly from?: string
  readonly shadow?: boolean
  readonly only?: string
}

export async function replayCommand({ env, console }: Session, wish: ReplayWish): Promise<void> {
  const from = parseFrom(wish.from)
  const only = wish.only === undefined ? undefined : sourceNamed(wish.only)
  refusePart({ only, shadow: wish.shadow === true })
  const models = localModels(env)
  const declarations = pipeline(models)
  const installation = await openInstallation(env, { dataDir: homeOf(env).real, access: 'own' })
  try {
    const { bus, store, folder, settings } = installation
    const main: Main = { bus, store, env, declarations }
    await bus.ensureTopics(topicSpecs(declarations, env))
    const replayed = await replay(main, {
      from,
      only,
      shadow: wish.shadow === true,
      retentionDays: settings.RETENTION_DAYS,
      signal: signalOf(stopAsked()),
      onProgress: ({ waiting, reasons }) =>
        console.progress([`replaying: ${waiting} events to go`, ...reasons].join('; ')),
    })
    // On servers the services that run take up what is left; a folder is ours alone.
    if (folder !== null && replayed.kind !== 'shadow') await catchUp(main)
    tell(console, replayed)
  } finally {
    await installation.close()
    await models.close()
  }
}

function sourceNamed(name: string): OnlySource {
  if (name === 'slack' || name === 'jira' || name === 'email') return name
  throw new ThalaError('bad-input', `--only ${name}: choose one of slack, jira, email`)
}

function signalOf(asked: Promise<void>): AbortSignal {
  const stopping = new AbortController()
  void asked.then(() => stopping.abort())
  return stopping.signal
}

async function catchUp({ bus, store, env, declarations }: Main): Promise<void> {
  const running = await run(declarations, { bus, store, env })
  await drain(bus, running.groups).finally(() => running.stop())
}

function tell(console: Console, replayed: Replayed): void {
  if (console.json) console.data(replayed)
  else for (const line of linesOf(replayed)) console.line(line)
}

function linesOf(replayed: Replayed): readonly string[] {
  const { kind, generation } = replayed
  switch (kind) {
    case 'shadow':
      return [...drawDifference(replayed.difference), 'nothing was changed']
    case 'promoted':
      return [`generation ${generation} has taken over after ${replayed.seconds.toFixed(1)} s`]
    case 'finished':
      return [`generation ${generation}, which was interrupted, has taken over; nothing new was begun`]
  }
}
