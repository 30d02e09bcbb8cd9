// `thala doctor`: what runs on what, whether it works, and what would mend it. Reads only, beside whatever runs; never hangs.

import { join } from 'node:path'
import { slackExportSource } from '@thala/file-connector'
import type { Declaration } from '@thala/service'
import { CommanderError } from 'commander'
import { services } from '../declarations.ts'
import { checksOf, openers } from '../doctor/checks.ts'
import { drawFindings } from '../doctor/draw.ts'
import { examine } from '../doctor/examine.ts'
import { CHECKOUT, homeOf } from '../home.ts'
import { localModels } from '../models.ts'
import type { Session } from '../session.ts'

/** A busy server answers within seconds; the sentence model loads in one or two. */
const LIMIT_MS = 20_000

/** Everything that may run, for its variables, topics and groups; nothing of it is started. */
export const doctorDeclarations = (): readonly Declaration[] => [
  slackExportSource({ path: '.' }),
  ...Object.values(services(localModels())).flat(),
]

export async function doctor({ env, console }: Session): Promise<void> {
  console.progress('looking …')
  const checks = checksOf({
    env,
    dataDir: homeOf(env).real,
    envFile: join(CHECKOUT, '.env'),
    declarations: doctorDeclarations(),
    now: Date.now(),
    open: openers,
  })
  const { findings, abandoned } = await examine(checks, env, LIMIT_MS)
  if (console.json) console.data(findings)
  else for (const line of drawFindings(findings, console)) console.line(line)
  const failed = findings.some(({ state }) => state === 'fault')
  // Whatever a check hangs on would keep the process alive.
  if (abandoned) process.exit(failed ? 1 : 0)
  if (failed) throw new CommanderError(1, 'thala.doctor', 'there are faults')
}
