// Variables that are set: those that nobody knows (with the name that was probably meant), those that this version does
// nothing with, and whether secrets look like what they should be. Promise: no value is in any line.

import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { READERS_VARIABLE, topics } from '@thala/contracts'
import { type Env, installationVariables } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { type Finding, ok, warning } from './finding.ts'
import { nearest } from './nearest.ts'

/** Of what is read from files, of `docker compose`, and of Node.js and the shell where we read them. */
const ELSEWHERE = [
  READERS_VARIABLE,
  'THALA_BLOBS_DIR',
  'ELASTIC_PASSWORD',
  'GRAFANA_ADMIN_PASSWORD',
  'NO_COLOR',
  'INIT_CWD',
]

/** Every variable that something reads. */
export const knownVariables = (declarations: readonly Declaration[]): ReadonlySet<string> =>
  new Set([
    ...Object.keys(installationVariables.shape),
    ...declarations.flatMap(({ config }) => Object.keys(config.shape)),
    ...Object.values(topics).map(({ env }) => env),
    ...ELSEWHERE,
  ])

/** Of the systems that Thala takes the place of: it has no use for them. */
const FORMER = ['FLASK_API_URL', 'DATABASE_URL']

/** Names that are kept for what is not in this version. */
const KEPT = [
  ...['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_CHANNEL_ID', 'SLACK_WEBHOOK_URL'],
  ...['JIRA_URL', 'JIRA_EMAIL', 'JIRA_API_TOKEN', 'EMAIL_HOST', 'EMAIL_PORT', 'EMAIL_USER', 'EMAIL_PASSWORD'],
  ...['GROQ_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'LLM_MODEL', 'LLM_PROVIDER'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_S3_BUCKET'],
  ...['SCHEDULE_CRON', 'SUPPORTPAL_API_KEY', 'SUPPORTPAL_API_URL', 'HELPDESK_API_KEY', 'HELPDESK_API_SECRET'],
  ...['HELPDESK_WEBHOOK_URL', 'SERVICE_CATALOG_URL', 'SMTP_USERNAME', 'SMTP_PASSWORD', 'FROM_EMAIL'],
  ...['SENDER_NAME', 'CODEBASE_LINK', 'REPORT_CHANNEL'],
]

/** A name that begins so is meant for us; others in the environment may be anybody's. */
const OURS = /^(?:THALA|SLACK|JIRA|ELASTICSEARCH|CLASSIFIER|LINKER)_/

export interface VariablesSetting {
  readonly env: Env
  /** `.env` of the checkout: whatever stands in it is meant for us. */
  readonly file: string
  readonly known: ReadonlySet<string>
}

export async function* lookAtVariables({ env, file, known }: VariablesSetting): AsyncGenerator<Finding> {
  const inFile = await namesIn(file)
  const names = [...new Set([...Object.keys(env).filter((name) => env[name]), ...inFile])].sort()
  const reserved = [...FORMER, ...KEPT]
  const all = new Set([...known, ...reserved])
  const others = names.filter((name) => !all.has(name))
  for (const name of others) {
    const meant = nearest(name, all)
    if (meant === null && !OURS.test(name) && !inFile.has(name)) continue
    // The right one is set as well, so this one is somebody else's: KAFKA_HOME beside KAFKA_TOPIC_….
    if (meant !== null && env[meant] && !OURS.test(name) && !inFile.has(name)) continue
    const hint = meant === null ? 'remove it, or see .env.example' : `did you mean ${meant}?`
    yield warning({ what: 'variable', on: name }, `there is no such variable: ${hint}`)
  }
  const former = names.filter((name) => FORMER.includes(name))
  if (former.length > 0)
    yield warning({ what: 'variables', on: former.join(', ') }, 'of a system that Thala takes the place of: ignored')
  const unused = names.filter((name) => KEPT.includes(name) && !known.has(name))
  if (unused.length > 0)
    yield warning({ what: 'variables', on: unused.join(', ') }, 'known names, but nothing in this version reads them')
  const used = names.filter((name) => known.has(name))
  yield ok({ what: 'variables', on: used.length === 0 ? 'none set' : used.join(', ') })
}

async function namesIn(file: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return new Set(Object.keys(parseEnv(text)))
}

/** Shapes as Slack hands them out. */
const SLACK = [
  { name: 'SLACK_SIGNING_SECRET', shape: /^[0-9a-f]{32}$/, looks: '32 hexadecimal digits' },
  { name: 'SLACK_BOT_TOKEN', shape: /^xoxb-[\w-]{10,250}$/, looks: 'xoxb-…' },
  { name: 'SLACK_APP_TOKEN', shape: /^xapp-[\w-]{10,250}$/, looks: 'xapp-…' },
] as const

export async function* lookAtSlack(env: Env): AsyncGenerator<Finding> {
  for (const { name, shape, looks } of SLACK) {
    const value = env[name]
    const subject = { what: 'Slack', on: name, variable: name }
    if (!value) continue
    if (shape.test(value)) yield ok(subject, 'set, and of the right shape')
    else yield warning(subject, `set, but not of the shape ${looks}: copy it again, without quotes and spaces`)
  }
  if (!env.SLACK_SIGNING_SECRET)
    yield ok({ what: 'Slack', on: 'no bot', variable: 'SLACK_SIGNING_SECRET' }, 'it starts where its secret is set')
}
