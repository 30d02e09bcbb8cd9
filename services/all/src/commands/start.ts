// `thala start`: starts, says what there is, and stays until it is asked to stop.

import { setTimeout as wait } from 'node:timers/promises'
import { ThalaError } from '@thala/contracts'
import { homeOf } from '../home.ts'
import type { Session } from '../session.ts'
import { start } from '../start.ts'
import { drawWelcome, gather } from '../welcome.ts'

/** A second signal, or this long after the first, ends the process whatever is still in hand. */
const LONGEST_STOP_MS = 9_000

export async function startCommand(session: Session, options: { sample: boolean }): Promise<void> {
  const { console, env } = session
  const since = performance.now()
  const asked = stopAsked()
  const started = await start(env, options)
  console.progress('taking in the sample …')
  await Promise.race([started.ready, asked])
  const { folder, badge } = started.current()
  const welcome = await gather(folder, {
    url: started.url,
    dataDir: homeOf(env).real,
    badge,
    seconds: (performance.now() - since) / 1000,
  })
  if (console.json) console.data(welcome)
  else for (const line of drawWelcome(welcome, console)) console.line(line)
  const failure = await Promise.race([asked, started.failed])
  const done = await Promise.race([started.stop().then(() => true), wait(LONGEST_STOP_MS, false, { ref: false })])
  if (typeof failure === 'string') throw new ThalaError('dependency-down', failure)
  if (!done) process.exit(0)
}

/** A signal that reaches both a group and its leader comes twice within this time; it is one wish. */
const SAME_WISH_MS = 1_000

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    let askedAt = 0
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (askedAt > 0 && performance.now() - askedAt > SAME_WISH_MS) process.exit(signal === 'SIGINT' ? 130 : 143)
        askedAt ||= performance.now()
        resolve()
      })
  })
