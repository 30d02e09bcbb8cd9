// `thala start`: starts, says what there is, and stays until it is asked to stop.

import { ThalaError } from '@thala/contracts'
import { runServices, stopAsked, stopInTime } from '@thala/runtime'
import { services } from '../declarations.ts'
import { lookAtSlack } from '../doctor/variables.ts'
import { localModels } from '../models.ts'
import type { Session } from '../session.ts'
import { start } from '../start.ts'
import { drawWelcome, gather } from '../welcome.ts'

/** Some of the services, beside processes that run the others. */
export async function startSome(session: Session, names: readonly string[]): Promise<void> {
  const { env } = session
  const known = services(localModels(env))
  const wrong = names.find((name) => !Object.hasOwn(known, name))
  if (wrong !== undefined)
    throw new ThalaError('bad-input', `there is no service ${wrong}; there are ${Object.keys(known).join(', ')}`)
  if (names.includes('bot')) await warnOfSlack(session)
  await runServices(
    [...new Set(names)].flatMap((name) => known[name] ?? []),
    env,
  )
}

/** A wrong secret refuses nothing here: it makes every request of Slack look forged. */
async function warnOfSlack({ env, console }: Session): Promise<void> {
  for await (const { state, on, note } of lookAtSlack(env))
    if (state !== 'ok') console.notice(`thala: ${on} is ${note}`)
}

export async function startCommand(session: Session, options: { sample: boolean }): Promise<void> {
  const { console, env } = session
  const since = performance.now()
  const asked = stopAsked()
  await warnOfSlack(session)
  const started = await start(env, options)
  console.progress('taking in the sample …')
  try {
    await Promise.race([started.ready, asked])
  } catch (error) {
    await stopInTime(started.stop)
    throw error
  }
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
