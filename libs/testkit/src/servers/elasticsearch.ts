// One Elasticsearch node from the reduced distribution that Elastic publishes for tests. No security, no disk limits.

import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ThalaError } from '@thala/contracts'
import { fetchProgram } from './downloads.ts'
import { onFreePorts } from './free-ports.ts'
import { createInstance } from './instance.ts'
import { findJava, type Java } from './java.ts'
import { javaNeeded } from './origin.ts'
import { type ServerNode, serverNode } from './server-node.ts'
import { asOtherUser, handOver, mayEnter } from './unprivileged.ts'

export interface ElasticsearchOptions {
  /** 512 by default. */
  readonly heapMb?: number
  /** Compile as in production: a slower start, for measurements. By default quickly, 5 s instead of 8 to be ready. */
  readonly optimized?: boolean
}

export interface ElasticsearchServer extends Pick<ServerNode, 'start' | 'kill' | 'terminate'> {
  readonly url: string
  /** A folder that it may write snapshots to. */
  readonly repository: string
  /** Kills it and removes the data. */
  stop(): Promise<void>
}

const LOG_SETTINGS = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`

export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<ElasticsearchServer> {
  const java = await findJava(javaNeeded.elasticsearch, process.env)
  if (!java)
    throw new ThalaError(
      'bad-config',
      `Elasticsearch needs Java ${javaNeeded.elasticsearch} or newer: install it, or set ES_JAVA_HOME to one`,
    )
  const home = await fetchProgram('elasticsearch')
  return onFreePorts(1, ([port = 0]) => startNode(home, java, port, options))
}

async function startNode(
  home: string,
  java: Java,
  port: number,
  options: ElasticsearchOptions,
): Promise<ElasticsearchServer> {
  const instance = await createInstance('elasticsearch', await parentFolder())
  const url = `http://127.0.0.1:${port}`
  const folder = join(instance.folder, 'node')
  const pidFile = join(folder, 'pid')
  const node = serverNode({
    name: 'Elasticsearch',
    folder,
    command: [...asOtherUser(), join(home, 'bin', 'elasticsearch'), '-p', pidFile],
    environment: {
      PATH: process.env.PATH,
      HOME: folder,
      ES_JAVA_HOME: java.home,
      ES_PATH_CONF: join(folder, 'config'),
      ES_TMPDIR: join(folder, 'tmp'),
    },
    isReady: () => isHealthy(url),
    pidFile,
  })
  const stop = async () => {
    await instance.end()
    await node.gone()
  }
  try {
    await configure(folder, port, options)
    await handOver(instance.folder)
    await node.start()
  } catch (error) {
    await stop()
    throw error
  }
  const { start, kill, terminate } = node
  return { url, repository: join(folder, 'repository'), start, kill, terminate, stop }
}

async function configure(
  folder: string,
  port: number,
  { heapMb = 512, optimized }: ElasticsearchOptions,
): Promise<void> {
  for (const name of ['config', 'data', 'logs', 'tmp', 'repository'])
    await mkdir(join(folder, name), { recursive: true })
  const settings = {
    'cluster.name': 'thala-tests',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'path.repo': [join(folder, 'repository')],
    'xpack.security.enabled': false,
    'cluster.routing.allocation.disk.threshold_enabled': false,
  }
  const jvm = [
    `-Xms${heapMb}m`,
    `-Xmx${heapMb}m`,
    ...(optimized ? [] : ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']),
    '-XX:-AlwaysPreTouch',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.io.tmpdir=$' + '{ES_TMPDIR}',
    '--add-modules=jdk.incubator.vector',
  ]
  // JSON is YAML.
  await writeFile(join(folder, 'config', 'elasticsearch.yml'), JSON.stringify(settings))
  await writeFile(join(folder, 'config', 'jvm.options'), `${jvm.join('\n')}\n`)
  await writeFile(join(folder, 'config', 'log4j2.properties'), LOG_SETTINGS)
}

/** Yellow: the primaries of all that an earlier run left are open again. */
async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`)
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

/** Of the temporary folders the first that the user who runs Elasticsearch may enter. */
async function parentFolder(): Promise<string> {
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) if (await mayEnter(folder)) return folder
  throw new ThalaError('bad-config', `only root may enter ${tmpdir()}: set TMPDIR to a folder that others may enter`)
}
