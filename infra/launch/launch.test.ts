// The launcher in a checkout of its own, with an npm and a CLI that only say that they were called.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

const INFRA = join(import.meta.dirname, '..')
const required: unknown = createRequire(import.meta.url)('./choose-node.cjs')
const { isNewEnough, nodeFor } = z
  .object({
    isNewEnough: z.custom<(version: string) => boolean>(),
    nodeFor: z.custom<(root: string, version: string, execPath: string) => string>(),
  })
  .parse(required)

const NPM = `#!/bin/sh
echo "$@" >> "$CALLS"
if [ -n "$NPM_FAILS" ]; then echo 'npm error 404 not there' >&2; exit 1; fi
rm -rf node_modules && mkdir -p node_modules/.bin
`
const CLI = `
const [command, ...rest] = process.argv.slice(2)
if (command === 'wait') {
  process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7) })
  console.log('waiting')
  setInterval(() => undefined, 1000)
} else if (command === 'die') process.kill(process.pid, 'SIGINT')
else if (command === 'fail') process.exitCode = 3
else console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), from: process.env.INIT_CWD }))
`

let root: string
let calls: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'thala-checkout-')))
  calls = join(root, 'calls')
  await mkdir(join(root, 'services/all/src'), { recursive: true })
  await mkdir(join(root, 'bin'))
  await mkdir(join(root, 'infra'))
  await copyFile(join(INFRA, 'launch.cjs'), join(root, 'infra/launch.cjs'))
  await cp(join(INFRA, 'launch'), join(root, 'infra/launch'), { recursive: true })
  await writeFile(join(root, 'package-lock.json'), '{"lockfileVersion":3}')
  await writeFile(join(root, 'services/all/src/main.ts'), CLI)
  await writeFile(join(root, 'bin/npm'), NPM)
  await chmod(join(root, 'bin/npm'), 0o755)
  await writeFile(calls, '')
})
afterEach(() => rm(root, { recursive: true, force: true }))

function launch(args: readonly string[], env: Record<string, string> = {}, options: SpawnOptions = {}): ChildProcess {
  const { npm_execpath: _, npm_package_json: __, THALA_DATA_DIR: ___, ...rest } = process.env
  return spawn(process.execPath, [join(root, 'infra/launch.cjs'), ...args], {
    cwd: root,
    ...options,
    env: { ...rest, PATH: `${join(root, 'bin')}:${process.env.PATH}`, CALLS: calls, ...env },
    stdio: 'pipe',
  })
}

async function ended(child: ChildProcess) {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk) => (out += chunk))
  child.stderr?.on('data', (chunk) => (err += chunk))
  const [code, signal]: unknown[] = await once(child, 'close')
  return { code, signal, out, err }
}

const run = (args: readonly string[], env?: Record<string, string>, options?: SpawnOptions) =>
  ended(launch(args, env, options))
const installs = async () => (await readFile(calls, 'utf8')).split('\n').filter(Boolean)

describe('setting up', () => {
  it('says what npm said when it fails, and starts nothing', async () => {
    const { code, out, err } = await run(['ask'], { NPM_FAILS: '1' })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('setting up (npm ci) ... failed')
    expect(err).toContain('npm error 404 not there')
  })

  it('is not tried in what is no whole checkout', async () => {
    await rm(join(root, 'package-lock.json'))
    expect(await run(['ask'])).toMatchObject({ code: 2, err: expect.stringContaining('has no package-lock.json') })
  })

  it('happens once for each lockfile, and says how long it took', async () => {
    const first = await run(['ask'])
    expect(first.err).toMatch(/^thala: setting up \(npm ci\) \.\.\. done in \d+\.\d s\n$/)
    expect((await run(['ask'])).err).toBe('')
    expect(await installs()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error'])
    await writeFile(join(root, 'package-lock.json'), '{"lockfileVersion":3,"new":1}')
    await run(['ask'])
    expect(await installs()).toHaveLength(2)
  })

  it('happens once when several commands start at once', async () => {
    const all = await Promise.all([run(['ask']), run(['ask']), run(['ask'])])
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(await installs()).toHaveLength(1)
  })

  it('takes over from one that died half way', async () => {
    await mkdir(join(root, '.thala'))
    // No process has this id: it is above the largest that Linux gives out.
    await writeFile(join(root, '.thala/set-up.lock'), '4194305')
    expect((await run(['ask'])).code).toBe(0)
    expect(await installs()).toHaveLength(1)
  })

  it('is refused under a running server, and only when something would change', async () => {
    await run(['ask'])
    const server = launch(['wait'])
    await once(server.stdout ?? server, 'data')
    await writeFile(join(root, '.thala/owner.json'), JSON.stringify({ pid: server.pid }))
    expect((await run(['ask'])).code).toBe(0)
    await writeFile(join(root, 'package-lock.json'), '{"lockfileVersion":4}')
    const refused = await run(['ask'])
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain(`a server runs from it (process ${server.pid}): stop it`)
    const stopped = ended(server)
    server.kill('SIGTERM')
    await stopped
    expect((await run(['ask'])).code).toBe(0)
  })
})

describe('the CLI', () => {
  it('gets the arguments and the folder it was called in', async () => {
    const elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'thala-caller-')))
    const { out } = await run(['ingest', './export', '--json'], {}, { cwd: elsewhere })
    expect(JSON.parse(out)).toEqual({ args: ['ingest', './export', '--json'], cwd: elsewhere, from: elsewhere })
    await rm(elsewhere, { recursive: true })
  })

  it('gets the folder in which npm was called, which npm leaves', async () => {
    const npm = { npm_package_json: join(root, 'package.json'), INIT_CWD: join(root, 'bin') }
    expect(JSON.parse((await run(['ask'], npm)).out).cwd).toBe(join(root, 'bin'))
    const another = { ...npm, npm_package_json: '/elsewhere/package.json' }
    expect(JSON.parse((await run(['ask'], another)).out).cwd).toBe(root)
  })

  it('is found through a link, as npx makes one', async () => {
    await symlink(join(root, 'infra/launch.cjs'), join(root, 'bin/thala'))
    await run(['ask'])
    const child = spawn(join(root, 'bin/thala'), ['ask'], {
      cwd: tmpdir(),
      stdio: 'pipe',
      env: { ...process.env, CALLS: calls },
    })
    expect(JSON.parse((await ended(child)).out).args).toEqual(['ask'])
  })

  it('ends with its own exit code, or with 128 and the signal that ended it', async () => {
    expect((await run(['fail'])).code).toBe(3)
    expect((await run(['die'])).code).toBe(130)
  })

  it('is told when the launcher is told to stop', async () => {
    const child = launch(['wait'])
    const result = ended(child)
    await once(child.stdout ?? child, 'data')
    child.kill('SIGTERM')
    expect(await result).toMatchObject({ code: 7, out: 'waiting\ntold to stop\n' })
  })
})

describe('a task', () => {
  it('that does not exist is refused with those that do', async () => {
    expect(await run(['task', 'tset'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no task "tset"; there are test, test:unit, lint, format, generate, bench'),
    })
  })
})

describe('the Node that is picked', () => {
  it.each([
    ['v18.20.0', false],
    ['v22.20.0', false],
    ['v24.14.9', false],
    ['v24.15.0', true],
    ['v25.0.0', true],
  ])('is the running one from 24.15 on: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
    if (expected) expect(nodeFor(root, version, '/running/node')).toBe('/running/node')
  })

  it('is the one that npm installed, or is asked for', async () => {
    expect(() => nodeFor(root, 'v20.1.0', '/running/node')).toThrow(/needs Node 24\.15 or newer, and this is v20\.1\.0/)
    await mkdir(join(root, 'node_modules/.bin'), { recursive: true })
    await writeFile(join(root, 'node_modules/.bin/node'), '')
    expect(nodeFor(root, 'v20.1.0', '/running/node')).toBe(join(root, 'node_modules/.bin/node'))
  })
})
