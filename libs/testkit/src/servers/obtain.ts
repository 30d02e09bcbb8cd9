// Gets a server for tests from wherever there is one on this machine, or says what is missing.

import { dockerAnswers, startContainer } from './containers.ts'
import { hasMaven, isFetched, type Program, versions } from './downloads.ts'
import { startElasticsearch } from './elasticsearch.ts'
import { findJava } from './java.ts'
import { startKafka } from './kafka.ts'
import { addressVariable, decideOrigin, javaNeeded } from './origin.ts'

export interface ObtainedServer {
  /** Brokers separated by commas, or a URL. */
  readonly address: string
  /** For people: `4.3.1 from jars`. */
  readonly origin: string
  stop(): Promise<void>
}

export type Obtained = ObtainedServer | { readonly missing: string }

/** Throws when a server that there is does not start. */
export async function obtainServer(program: Program): Promise<Obtained> {
  const origin = await originOf(program)
  if (origin.from === 'nowhere') return { missing: origin.reason }
  if (origin.from === 'address')
    return { address: origin.address, origin: `given by ${addressVariable[program]}`, stop: async () => undefined }
  if (origin.from === 'docker')
    return { ...(await startContainer(program)), origin: `${versions[program]} from its Docker image` }
  const started = program === 'kafka' ? await fromJars.kafka() : await fromJars.elasticsearch()
  return { ...started, origin: `${versions[program]} from jars` }
}

const fromJars = {
  async kafka() {
    const { brokers, stop } = await startKafka()
    return { address: brokers, stop }
  },
  async elasticsearch() {
    const { url, stop } = await startElasticsearch()
    return { address: url, stop }
  },
}

async function originOf(program: Program) {
  const address = process.env[addressVariable[program]]
  const [docker, java, jars] = address
    ? [false, false, false]
    : await Promise.all([dockerAnswers(), hasJava(program), hasJars(program)])
  return decideOrigin(program, { address, docker, java, jars })
}

/** Whether `startKafka` and `startElasticsearch` can be expected to work here. */
export async function canStartFromJars(): Promise<boolean> {
  const facts = await Promise.all((['kafka', 'elasticsearch'] as const).flatMap((one) => [hasJava(one), hasJars(one)]))
  return facts.every((fact) => fact)
}

const hasJava = async (program: Program) => (await findJava(javaNeeded[program], process.env)) !== undefined
const hasJars = async (program: Program) => (await isFetched(program)) || hasMaven()
