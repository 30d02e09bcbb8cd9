// The servers' programs, fetched once by Maven into a cache folder outside of the checkout and checked. A folder of the
// cache is complete or absent; of several runs that need it at the same moment one fetches, the others wait.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { errorLine, ThalaError } from '@thala/contracts'
import { acquireOwner } from '@thala/sqlite'
import { z } from 'zod'
import { isRoot, letRead, mayEnter } from './unprivileged.ts'

export type Program = 'kafka' | 'elasticsearch'
/** Kafka 4.4.0 names an artifact that is not on Maven Central. */
export const versions: Record<Program, string> = { kafka: '4.3.1', elasticsearch: '9.5.3' }

const ELASTICSEARCH_SHA256 = 'bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d'
const ELASTICSEARCH = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${versions.elasticsearch}:zip`
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
const FETCH_TIMEOUT_MS = 600_000
const POLL_MS = 200

const KAFKA_POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>thala</groupId>
  <artifactId>test-servers</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${versions.kafka}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`

const run = promisify(execFile)

export const hasMaven = (): Promise<boolean> =>
  run('mvn', ['-v'], { timeout: FETCH_TIMEOUT_MS }).then(
    () => true,
    () => false,
  )

export async function isFetched(program: Program): Promise<boolean> {
  return exists(join(await cacheFolder(), folderName(program)))
}

/** The folder of the program: Kafka's jars, Elasticsearch's home. */
export async function fetchProgram(program: Program): Promise<string> {
  const cache = await cacheFolder()
  const target = join(cache, folderName(program))
  if (await exists(target)) return target
  const owner = await waitForOwner(cache)
  try {
    if (!(await exists(target))) await fetchInto(target, cache, program)
  } finally {
    await owner.release()
  }
  return target
}

const folderName = (program: Program): string => `${program}-${versions[program]}`

async function fetchInto(target: string, cache: string, program: Program): Promise<void> {
  process.stderr.write(`fetching ${program} ${versions[program]} into ${cache}, once\n`)
  const work = await mkdtemp(join(cache, 'fetching-'))
  try {
    const complete = program === 'kafka' ? await fetchKafka(work) : await fetchElasticsearch(work)
    await letRead(complete)
    await rename(complete, target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function fetchKafka(work: string): Promise<string> {
  const pom = join(work, 'pom.xml')
  const jars = join(work, 'jars')
  await writeFile(pom, KAFKA_POM)
  await maven(
    work,
    '-f',
    pom,
    `${DEPENDENCY_PLUGIN}:copy-dependencies`,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${jars}`,
  )
  return jars
}

async function fetchElasticsearch(work: string): Promise<string> {
  const plugin = (goal: string) =>
    maven(work, `${DEPENDENCY_PLUGIN}:${goal}`, `-Dartifact=${ELASTICSEARCH}`, `-DoutputDirectory=${work}`)
  await plugin('copy')
  const zip = join(work, `elasticsearch-${versions.elasticsearch}.zip`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(zip), hash)
  const sha256 = hash.digest('hex')
  if (sha256 !== ELASTICSEARCH_SHA256)
    throw new ThalaError(
      'bad-input',
      `${ELASTICSEARCH} has sha256 ${sha256}, not ${ELASTICSEARCH_SHA256}: remove it from ~/.m2/repository and try again`,
    )
  await plugin('unpack')
  return join(work, `elasticsearch-${versions.elasticsearch}`)
}

/** In `work`, as it leaves markers in the folder that it is called in. */
async function maven(work: string, ...args: string[]): Promise<void> {
  try {
    // -C: a file whose checksum is wrong fails the run.
    await run('mvn', ['-B', '-q', '-ntp', '-C', '-Dstyle.color=never', ...args], {
      cwd: work,
      timeout: FETCH_TIMEOUT_MS,
    })
  } catch (error) {
    const output = z.object({ stdout: z.string() }).safeParse(error)
    const said = output.data?.stdout.split('\n').find((line) => line.startsWith('[ERROR]')) ?? errorLine(error)
    throw new ThalaError('dependency-down', `Maven (mvn) could not fetch a test server: ${said}`, { cause: error })
  }
}

/** The user's own cache; for root, who runs Elasticsearch as another user, one that this user may enter. */
async function cacheFolder(): Promise<string> {
  const own = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'thala-test-servers')
  if (await isUsable(own)) return own
  const ofSystem = '/var/cache/thala-test-servers'
  if (await isUsable(ofSystem)) return ofSystem
  const mend = 'set XDG_CACHE_HOME to a folder that can be written, and entered by every user if you are root'
  throw new ThalaError('bad-config', `test servers cannot be kept in ${own}: ${mend}`)
}

async function isUsable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    if (isRoot()) await chmod(folder, 0o755)
    return await mayEnter(folder)
  } catch {
    return false
  }
}

async function waitForOwner(folder: string) {
  for (;;) {
    const owner = await acquireOwner(folder)
    if (owner) return owner
    await delay(POLL_MS)
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
