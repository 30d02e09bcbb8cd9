// Access lists that follow from the declarations: Kafka ACLs and Elasticsearch roles, one for each service.

import type { Declaration } from '@thala/service'
import { NOTE } from './documents.ts'
import { type Privileges, privilegesOf } from './privileges.ts'

export type Services = Readonly<Record<string, readonly Declaration[]>>

/** The default of THALA_INDEX_PREFIX. */
const INDEX_PREFIX = 'thala-'

const READ = ['read', 'view_index_metadata']
/** `manage`: an index and its aliases are made with the first write, refreshed, and cleaned of erased text. */
const WRITE = ['read', 'write', 'manage']
/** Makes topics, migrates, replays, reindexes: the CLI. */
const OPERATOR = { cluster: ['monitor'], indices: [{ names: [`${INDEX_PREFIX}*`], privileges: ['all'] }] }

const list = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ') || '–'

function role({ collectionsRead, collectionsWritten }: Privileges): object {
  const patterns = (collections: readonly string[]) => collections.map((name) => `${INDEX_PREFIX}${name}*`)
  const part = (collections: readonly string[], privileges: readonly string[]) =>
    collections.length > 0 ? [{ names: patterns(collections), privileges }] : []
  return {
    cluster: ['monitor'],
    indices: [
      { names: [`${INDEX_PREFIX}*`], privileges: ['view_index_metadata'] },
      ...part(collectionsRead, READ),
      ...part(collectionsWritten, WRITE),
    ],
  }
}

function aclLines({ service, topicsRead, topicsWritten, groups }: Privileges): string[] {
  const line = (operations: readonly string[], option: string, values: readonly string[]) =>
    values.length === 0
      ? []
      : [
          `acl --allow-principal User:thala-${service} ${operations.map((one) => `--operation ${one}`).join(' ')} \\`,
          ...values.map((value, i) => `  --${option} ${value}${i < values.length - 1 ? ' \\' : ''}`),
        ]
  return [
    ...line(['Read', 'Describe', 'DescribeConfigs'], 'topic', topicsRead),
    ...line(['Write', 'Describe', 'DescribeConfigs'], 'topic', topicsWritten),
    ...line(['Read', 'Describe'], 'group', groups),
  ]
}

const ADMIN = [
  'acl() { kafka-acls.sh --bootstrap-server "$BROKERS" --command-config admin.properties --force --add "$@"; }',
  '',
  '# operator: makes topics, moves positions, replays',
  'acl --allow-principal User:thala-operator --operation All --resource-pattern-type prefixed \\',
  '  --topic thala --group thala',
  'acl --allow-principal User:thala-operator --operation All --resource-pattern-type prefixed \\',
  '  --topic replay. --group replay.',
]

/** On one line, as the formatter leaves it. */
const spaced = (value: object): string =>
  JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']')

/** What the services of docker-compose.yml log in with: they make their indices themselves. */
export const operatorRole = (): string => `${spaced(OPERATOR)}\n`

export function privilegesDocument(services: Services): string {
  const all = Object.entries(services).map(([name, declarations]) => privilegesOf(name, declarations))
  return [
    '# Privileges',
    '',
    NOTE,
    '',
    'What each service touches, and the least that it must be allowed. Names are the defaults: put `THALA_TOPIC_PREFIX` before',
    'topics and groups, and replace `thala-` by `THALA_INDEX_PREFIX` in indices. `operator` is for the CLI; it makes the topics,',
    'which no service may with these lists in force: start every service once as the operator, then each as itself.',
    '',
    '| service | reads topics | writes topics | consumer groups | reads | writes |',
    '|---|---|---|---|---|---|',
    ...all.map(
      (one) =>
        `| ${one.service} | ${list(one.topicsRead)} | ${list(one.topicsWritten)} | ${list(one.groups)} | ${list(one.collectionsRead)} | ${list(one.collectionsWritten)} |`,
    ),
    '',
    '## Kafka',
    '',
    '```sh',
    ...ADMIN,
    ...all.flatMap((one) => {
      const lines = aclLines(one)
      return lines.length > 0 ? ['', `# ${one.service}`, ...lines] : []
    }),
    '```',
    '',
    '## Elasticsearch',
    '',
    'One role for each service (`PUT _security/role/thala-<service>`):',
    '',
    '```json',
    '{',
    [['operator', OPERATOR] as const, ...all.map((one) => [one.service, role(one)] as const)]
      .map(([name, body]) => `  "thala-${name}": ${spaced(body)}`)
      .join(',\n'),
    '}',
    '```',
    '',
  ].join('\n')
}
