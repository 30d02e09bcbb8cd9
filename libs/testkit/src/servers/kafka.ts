// Apache Kafka from its jars: one node, or three with replication 3 and two in-sync replicas.

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ThalaError } from '@thala/contracts'
import { fetchProgram } from './downloads.ts'
import { onFreePorts } from './free-ports.ts'
import { createInstance } from './instance.ts'
import { findJava } from './java.ts'
import { type KafkaNode, kafkaProperties } from './kafka-properties.ts'
import { javaNeeded } from './origin.ts'
import { type ServerNode, serverNode } from './server-node.ts'

export interface KafkaOptions {
  readonly nodes?: 1 | 3
  /** Of each node; 256 by default. */
  readonly heapMb?: number
  /** Further lines of server.properties; they win over ours. */
  readonly properties?: Readonly<Record<string, string>>
  /** Further words for the tool that formats the data folders, as `--add-scram` takes a user. */
  readonly format?: readonly string[]
}

export interface KafkaServer {
  /** `host:port`, separated by commas. */
  readonly brokers: string
  readonly nodes: readonly (Pick<ServerNode, 'start' | 'kill' | 'terminate'> & { readonly port: number })[]
  /** Kills what runs and removes the data. */
  stop(): Promise<void>
}

interface Programs {
  readonly java: string
  /** As Java's -cp takes it. */
  readonly classPath: string
}

const run = promisify(execFile)

export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const java = await findJava(javaNeeded.kafka, process.env)
  if (!java)
    throw new ThalaError(
      'bad-config',
      `Kafka needs Java ${javaNeeded.kafka} or newer: install it, or set JAVA_HOME to one`,
    )
  const programs = { java: java.command, classPath: join(await fetchProgram('kafka'), '*') }
  return onFreePorts((options.nodes ?? 1) * 2, (ports) => startCluster(programs, ports, options))
}

async function startCluster(programs: Programs, ports: number[], options: KafkaOptions): Promise<KafkaServer> {
  const instance = await createInstance('kafka', tmpdir())
  const places = Array.from({ length: ports.length / 2 }, (_, index): KafkaNode => {
    const [port = 0, controllerPort = 0] = ports.slice(index * 2)
    return { id: index + 1, port, controllerPort, dataFolder: join(instance.folder, `node-${index + 1}`, 'data') }
  })
  const nodes = places.map((place) => kafkaNode(programs, instance.folder, place, options.heapMb ?? 256))
  const stop = async () => {
    await instance.end()
    await Promise.all(nodes.map((node) => node.gone()))
  }
  try {
    await formatAll(programs, instance.folder, places, options)
    await Promise.all(nodes.map((node) => node.start()))
  } catch (error) {
    await stop()
    throw error
  }
  return { brokers: places.map(({ port }) => `127.0.0.1:${port}`).join(','), nodes, stop }
}

async function formatAll(
  { java, classPath }: Programs,
  folder: string,
  places: readonly KafkaNode[],
  { properties = {}, format: words = [] }: KafkaOptions,
): Promise<void> {
  // A cluster id is 16 bytes; one that begins with `-` would be read as an option.
  const cluster = randomBytes(16).toString('base64url').replace(/^-/, 'A')
  const jvm = ['-Xmx64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath]
  const format = async (place: KafkaNode) => {
    const file = propertiesFile(folder, place)
    const lines = Object.entries({ ...kafkaProperties(place, places), ...properties }).map(
      ([key, value]) => `${key}=${value}`,
    )
    await mkdir(join(folder, `node-${place.id}`))
    await writeFile(file, `${lines.join('\n')}\n`)
    const tool = ['kafka.tools.StorageTool', 'format', '-t', cluster, '-c', file, ...words]
    await run(java, [...jvm, ...tool], { env: environment() })
  }
  await Promise.all(places.map(format))
}

function kafkaNode({ java, classPath }: Programs, folder: string, place: KafkaNode, heapMb: number) {
  const jvm = [
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  ]
  const { start, kill, terminate, gone } = serverNode({
    name: `Kafka node ${place.id}`,
    folder: join(folder, `node-${place.id}`),
    command: [java, ...jvm, '-cp', classPath, 'kafka.Kafka', propertiesFile(folder, place)],
    environment: environment(),
    isReady: (log) => log.includes('Kafka Server started'),
  })
  return { port: place.port, start, kill, terminate, gone }
}

const propertiesFile = (folder: string, { id }: KafkaNode): string => join(folder, `node-${id}`, 'server.properties')

/** Java's own variables would change what it prints and how it runs. */
function environment(): NodeJS.ProcessEnv {
  const { JAVA_TOOL_OPTIONS: _, JDK_JAVA_OPTIONS: __, ...rest } = process.env
  return rest
}
