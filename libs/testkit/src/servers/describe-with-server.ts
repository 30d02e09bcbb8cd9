// Suites that need a server. Without one they are skipped, and their names say why and how to run them.

import { describe, inject } from 'vitest'
import type { Program } from './downloads.ts'
import { canStartFromJars } from './obtain.ts'
import { wantedServers } from './origin.ts'

const HOW = '`npm test` starts one where Docker, or Java 21 and Maven, are installed'

/** `suite` gets the address: brokers separated by commas, or a URL. */
export function describeWithServer(program: Program, name: string, suite: (address: string) => void): void {
  const address = inject(program)
  if (address) describe(name, () => suite(address))
  else describe.skip(`${name} (skipped: there is no ${program}; ${HOW})`, () => suite(''))
}

/** For suites that start, kill and restart servers of their own: `await` it at the top of the file. */
export async function describeWithJars(name: string, suite: () => void): Promise<void> {
  const wanted = wantedServers(process.env).programs.length > 0
  if (wanted && (await canStartFromJars())) describe(name, suite)
  else describe.skip(`${name} (skipped: it starts servers of its own from jars; install Java 21 and Maven)`, suite)
}
