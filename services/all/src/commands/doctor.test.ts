// `thala doctor` as people type it, on what is broken first. Each test has a data folder of its own.

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { acquireOwner, openFolder } from '@thala/sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { knownVariables } from '../doctor/variables.ts'
import { CHECKOUT } from '../home.ts'
import { runCli } from '../run-cli.ts'
import { doctorDeclarations } from './doctor.ts'

let folder: string
const out: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-doctor-'))
  out.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const doctor = async (env: Record<string, string>, ...options: string[]) => {
  out.length = 0
  const code = await runCli([...options, 'doctor'], { THALA_DATA_DIR: join(folder, 'data'), ...env })
  return { code, lines: out.join('').trimEnd().split('\n') }
}

const findings = z.array(
  z.object({ state: z.enum(['ok', 'warning', 'fault']), what: z.string(), note: z.string().nullable() }),
)

describe('thala doctor', () => {
  it('ends with 1 when something does not work, and looks at everything else all the same', async () => {
    await writeFile(join(folder, 'data'), 'a file in the way')
    const { code, lines } = await doctor({})
    expect(code).toBe(1)
    expect(lines).toContainEqual(expect.stringMatching(/^fault {4}data folder .*THALA_DATA_DIR/))
    expect(lines).toContainEqual(expect.stringMatching(/^ok .*sentence vectors/))
    expect(lines.at(-1)).toMatch(/fault/)
  })

  it('names variables that make no sense, and does without what they say', async () => {
    const { code, lines } = await doctor({ RETENTION_DAYS: 'soon', KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' })
    expect(code).toBe(1)
    expect(lines.filter((line) => line.startsWith('fault'))).toEqual([
      expect.stringMatching(/configuration .*RETENTION_DAYS \(now "soon"\)/),
    ])
  })

  it('ends with 0 on a new installation, beside an owner too, and makes nothing', async () => {
    const first = await doctor({}, '--json')
    expect(first.code).toBe(0)
    const found = findings.parse(JSON.parse(out.join('')))
    expect(found.filter(({ state }) => state === 'fault')).toEqual([])
    expect(found.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['Node.js', 'data folder', 'event log', 'documents, search', 'API keys', 'attachments']),
    )
    const owner = await acquireOwner(await openFolder(join(folder, 'data')))
    expect((await doctor({})).lines).toContainEqual(expect.stringContaining(`running process    ${process.pid}`))
    await owner?.release()
  })

  it('never hangs, whatever does', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = z.object({ port: z.int() }).parse(mute.address())
    const { code, text } = await ended({
      PATH: process.env.PATH,
      THALA_DATA_DIR: join(folder, 'data'),
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}`,
      ELASTICSEARCH_URL: `http://127.0.0.1:${port}`,
    })
    mute.close()
    expect(text).toMatch(/fault {4}event log/)
    expect(text).toMatch(/fault {4}documents, search/)
    expect(code).toBe(1)
  }, 60_000)
})

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** In a process of its own, which has to end by itself. */
async function ended(env: NodeJS.ProcessEnv): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'doctor'], { env })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, text }
}

describe('the variables that it knows', () => {
  it('are those of .env.example', async () => {
    const example = await readFile(join(CHECKOUT, '.env.example'), 'utf8')
    const names = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name)
    const known = knownVariables(doctorDeclarations())
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => name !== undefined && !known.has(name))).toEqual([])
  })
})
