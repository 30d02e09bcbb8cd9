// Finds a Java that is new enough, by asking each candidate for its version.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ASK_TIMEOUT_MS = 20_000

export interface Java {
  /** The program. */
  readonly command: string
  readonly home: string
}

/** Undefined when none of ES_JAVA_HOME, JAVA_HOME, PATH and /usr/lib/jvm holds one of `major` or newer. */
export async function findJava(major: number, environment: NodeJS.ProcessEnv): Promise<Java | undefined> {
  for (const command of await candidates(environment)) {
    const found = await describeJava(command)
    if (found && found.major >= major) return { command, home: found.home }
  }
  return undefined
}

/** In the order of preference. */
async function candidates({ ES_JAVA_HOME, JAVA_HOME, PATH }: NodeJS.ProcessEnv): Promise<string[]> {
  const installed = await readdir('/usr/lib/jvm').catch(() => [])
  const inHome = (home: string | undefined) => (home ? [join(home, 'bin', 'java')] : [])
  return [
    ...inHome(ES_JAVA_HOME),
    ...inHome(JAVA_HOME),
    ...(PATH ?? '').split(delimiter).map((folder) => join(folder, 'java')),
    ...installed.sort().flatMap((name) => inHome(join('/usr/lib/jvm', name))),
  ]
}

async function describeJava(command: string): Promise<{ major: number; home: string } | undefined> {
  try {
    const { stderr } = await run(command, ['-XshowSettings:properties', '-version'], { timeout: ASK_TIMEOUT_MS })
    const major = /java\.specification\.version = (\d+)/.exec(stderr)?.[1]
    const home = /java\.home = (.+)/.exec(stderr)?.[1]
    return major && home ? { major: Number(major), home: home.trim() } : undefined
  } catch {
    return undefined
  }
}
