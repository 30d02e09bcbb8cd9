import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchProgram, isFetched, versions } from './downloads.ts'
import { fakeProgram } from './fixtures/fake-program.ts'
import { openFolder } from './fixtures/folder.ts'

/** As Maven is called here: makes the output folder with one file; notes the call. */
const DOWNLOADS = `
echo call >> "$CALLS"
for word in "$@"; do case $word in -DoutputDirectory=*) out=\${word#*=};; esac; done
mkdir -p "$out" && echo junk > "$out/kafka.jar" && echo junk > "$out/elasticsearch-${versions.elasticsearch}.zip"
`

async function emptyCache(mavenScript: string) {
  const folder = await openFolder()
  const calls = join(folder, 'calls')
  await writeFile(calls, '')
  await fakeProgram(join(folder, 'bin', 'mvn'), mavenScript)
  vi.stubEnv('PATH', [join(folder, 'bin'), process.env.PATH].join(delimiter))
  vi.stubEnv('CALLS', calls)
  vi.stubEnv('XDG_CACHE_HOME', folder)
  const cache = join(folder, 'thala-test-servers')
  const kept = async () => (await readdir(cache)).filter((name) => !name.startsWith('owner.db'))
  return { cache, kept, calls: async () => (await readFile(calls, 'utf8')).length / 'call\n'.length }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the cache of server programs', () => {
  it('says what Maven said when it fails, and keeps nothing half', async () => {
    const { kept } = await emptyCache('echo "[ERROR] no route to repo.example"; exit 1')
    await expect(fetchProgram('kafka')).rejects.toThrow(/Maven \(mvn\) could not fetch .* no route to repo\.example/)
    expect(await kept()).toEqual([])
    expect(await isFetched('kafka')).toBe(false)
  })

  it('refuses an Elasticsearch whose checksum is another, and keeps nothing of it', async () => {
    const { kept } = await emptyCache(DOWNLOADS)
    await expect(fetchProgram('elasticsearch')).rejects.toThrow(/has sha256 [0-9a-f]{64}, not bec49f3b/)
    expect(await kept()).toEqual([])
  })

  it('is filled once, also when several need it at the same moment', async () => {
    const { cache, kept, calls } = await emptyCache(DOWNLOADS)
    const folders = await Promise.all([fetchProgram('kafka'), fetchProgram('kafka'), fetchProgram('kafka')])
    expect(new Set(folders)).toEqual(new Set([join(cache, `kafka-${versions.kafka}`)]))
    expect(await fetchProgram('kafka')).toBe(folders[0])
    expect(await calls()).toBe(1)
    expect(await kept()).toEqual([`kafka-${versions.kafka}`])
    expect(await isFetched('kafka')).toBe(true)
  })

  it('can be read by the user that runs the servers', async () => {
    await emptyCache(`umask 077\n${DOWNLOADS}`)
    const folder = await fetchProgram('kafka')
    const readable = process.getuid?.() === 0 ? 0o755 : 0o700
    expect((await stat(folder)).mode & readable).toBe(readable)
  })
})
