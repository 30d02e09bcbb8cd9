// Where a test gets Chromium from: CHROMIUM_PATH, else where systems keep it, else apt where the run requires it and may
// install, else nowhere, which it says aloud. Promise: a run that requires it fails without, no other does.

import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { ThalaError } from '@thala/contracts'
import { describe } from 'vitest'
import { wantedServers } from './servers/origin.ts'

export interface BrowserFacts {
  /** CHROMIUM_PATH. */
  readonly named: string | undefined
  /** The first of `KNOWN_PATHS` that is there. */
  readonly known: string | undefined
  /** THALA_TEST_SERVERS: what is missing fails the run, or nothing is to be started at all. */
  readonly required: boolean
  readonly off: boolean
  /** Root, with apt-get. */
  readonly canInstall: boolean
}

export type BrowserOrigin =
  | { readonly from: 'path'; readonly path: string }
  | { readonly from: 'apt' }
  | { readonly from: 'nowhere'; readonly reason: string }

const HOW = 'install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH'

export function decideBrowser({ named, known, required, off, canInstall }: BrowserFacts): BrowserOrigin {
  if (off) return { from: 'nowhere', reason: 'THALA_TEST_SERVERS is off' }
  const path = named || known
  if (path) return { from: 'path', path }
  return required && canInstall ? { from: 'apt' } : { from: 'nowhere', reason: HOW }
}

const KNOWN_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const INSTALL_TIMEOUT_MS = 300_000

/** Alone with the pages of the test: no sandbox, as containers have none to give, and nothing asked of the internet. */
export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `suite` gets the path of the executable. `await` it at the top of the file. */
export async function describeWithBrowser(name: string, suite: (executablePath: string) => void): Promise<void> {
  const origin = decideBrowser(await facts())
  if (origin.from === 'path') describe(name, () => suite(origin.path))
  else if (origin.from === 'apt') {
    const path = await install()
    describe(name, () => suite(path))
  } else if (wantedServers(process.env).required)
    throw new ThalaError('bad-config', `Chromium is required for this run: ${origin.reason}`)
  else {
    process.stdout.write(`chromium: tests that need it are skipped: ${origin.reason}\n`)
    describe.skip(`${name} (skipped: there is no Chromium; ${origin.reason})`, () => suite(''))
  }
}

async function facts(): Promise<BrowserFacts> {
  const { programs, required } = wantedServers(process.env)
  return {
    named: process.env.CHROMIUM_PATH,
    known: await firstThere(KNOWN_PATHS),
    required,
    off: programs.length === 0,
    canInstall: process.getuid?.() === 0 && (await firstThere(['/usr/bin/apt-get'])) !== undefined,
  }
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  return undefined
}

async function install(): Promise<string> {
  process.stdout.write('chromium: installing it with apt-get\n')
  const apt = (...args: string[]) =>
    promisify(execFile)('apt-get', ['-o', 'DPkg::Lock::Timeout=240', '-q', '-y', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    })
  await apt('update')
  await apt('install', '--no-install-recommends', 'chromium')
  const path = await firstThere(KNOWN_PATHS)
  if (path === undefined) throw new ThalaError('bad-config', `apt-get installed chromium, and it is not there: ${HOW}`)
  return path
}
