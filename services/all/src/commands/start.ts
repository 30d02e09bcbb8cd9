// `thala start`: starts, says what there is, and stays until it is asked to stop.

import { ThalaError } from '@thala/contracts'
import { runServices, stopAsked, stopInTime } from '@thala/runtime'
import { services } from '../declarations.ts'
import { localModels } from '../models.ts'
import type { Session } from '../session.ts'
import { start } from '../start.ts'
import { drawWelcome, gather } from '../welcome.ts'

/** Some of the services, beside processes that run the others. */
export async function startSome({ env }: Session, names: readonly string[]): Promise<void> {
  const known = services(localModels(env))
  const wrong = names.find((name) => !Object.hasOwn(known, name))
  if (wrong !== undefined)
    throw new ThalaError('bad-input', `there is no service ${wrong}; there are ${Object.keys(known).join(', ')}`)
  await runServices(
    [...new Set(names)].flatMap((name) => known[name] ?? []),
    env,
  )
}

export async function startCommand(session: Session, options: { sample: boolean }): Promise<void> {
  const { console, env } = session
  const since = performance.now()
  const asked = stopAsked()
  const started = await start(env, options)
  console.progress('taking in the sample …')
  await Promise.race([started.ready, asked])
  const { store, badge } = started.current()
  const welcome = await gather(store, {
    url: started.url,
    parts: started.parts,
    badge,
    seconds: (performance.now() - since) / 1000,
  })
  if (console.json) console.data(welcome)
  else for (const line of drawWelcome(welcome, console)) console.line(line)
  const failure = await Promise.race([asked, started.failed])
  const done = await stopInTime(started.stop)
  if (typeof failure === 'string') throw new ThalaError('dependency-down', failure)
  if (!done) process.exit(0)
}
