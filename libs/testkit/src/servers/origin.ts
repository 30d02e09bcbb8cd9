// Where a test server comes from: an address that was given, else Docker, else jars and Java, else nowhere, with a reason.

import { z } from 'zod'
import type { Program } from './downloads.ts'

export interface Facts {
  /** From KAFKA_BOOTSTRAP_SERVERS or ELASTICSEARCH_URL. */
  readonly address: string | undefined
  /** Whether a Docker engine answers. */
  readonly docker: boolean
  /** Whether a Java that is new enough was found. */
  readonly java: boolean
  /** Whether the jars are in the cache already, or Maven can fetch them. */
  readonly jars: boolean
}

export type Origin =
  | { readonly from: 'address'; readonly address: string }
  | { readonly from: 'docker' }
  | { readonly from: 'jars' }
  | { readonly from: 'nowhere'; readonly reason: string }

export const addressVariable: Record<Program, string> = {
  kafka: 'KAFKA_BOOTSTRAP_SERVERS',
  elasticsearch: 'ELASTICSEARCH_URL',
}
export const javaNeeded: Record<Program, number> = { kafka: 17, elasticsearch: 21 }

export function decideOrigin(program: Program, { address, docker, java, jars }: Facts): Origin {
  if (address) return { from: 'address', address }
  if (docker) return { from: 'docker' }
  if (java && jars) return { from: 'jars' }
  const missing = [...(java ? [] : [`Java ${javaNeeded[program]} or newer`]), ...(jars ? [] : ['Maven (mvn)'])]
  const reason = `no Docker engine answers; install ${missing.join(' and ')}, or set ${addressVariable[program]}`
  return { from: 'nowhere', reason }
}

/** What THALA_TEST_SERVERS asks for. */
export interface Wanted {
  readonly programs: readonly Program[]
  /** A server that does not start fails the run; else what needs it is skipped. */
  readonly required: boolean
}

const setting = z.enum(['required', 'off', 'kafka', 'elasticsearch'], {
  error: 'THALA_TEST_SERVERS should be required, off, kafka or elasticsearch, or not be set',
})

export function wantedServers(environment: NodeJS.ProcessEnv): Wanted {
  const chosen = setting.optional().parse(environment.THALA_TEST_SERVERS || undefined)
  const required = chosen === 'required' || (chosen === undefined && environment.CI === 'true')
  if (chosen === 'off') return { programs: [], required }
  return {
    programs: chosen === 'kafka' || chosen === 'elasticsearch' ? [chosen] : ['kafka', 'elasticsearch'],
    required,
  }
}
