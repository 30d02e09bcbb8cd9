// `npm run bench [name…]`: prints what Thala does a second beside what its raw peer does in the same run.
// `npm run bench -- --servers [name…]`: the same on a real Kafka and a real Elasticsearch.

import { parseArgs } from 'node:util'
import { errorLine, isThalaError, ThalaError } from '@thala/contracts'
import { benchAttachments } from './attachments.ts'
import { benchLinker } from './linker.ts'
import { benchLog } from './log.ts'
import { type Result, table } from './measure.ts'
import { benchPipeline } from './pipeline.ts'
import { benchServers, serverBenches } from './servers/run.ts'
import { benchStore } from './store.ts'

const embeddedBenches = {
  log: benchLog,
  store: benchStore,
  linker: benchLinker,
  attachments: benchAttachments,
  pipeline: benchPipeline,
}
const EVENTS = { short: 5_000, full: 50_000 } as const

const options = { servers: { type: 'boolean' }, full: { type: 'boolean' }, events: { type: 'string' } } as const

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new ThalaError('bad-input', errorLine(error))
  }
}

function asked() {
  const { values, positionals } = parsed()
  const { servers = false, full = false } = values
  const known = Object.keys(servers ? serverBenches : embeddedBenches)
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new ThalaError('bad-input', `no ${unknown.join(', ')}: choose from ${known.join(', ')}`)
  const events = Number(values.events ?? EVENTS[full ? 'full' : 'short'])
  if (!Number.isInteger(events) || events < 1)
    throw new ThalaError('bad-input', `--events=${values.events} is not a whole number`)
  return { servers, size: { full, events }, names: positionals.length > 0 ? positionals : known }
}

const print = (results: readonly Result[]) => {
  for (const line of table(results)) process.stdout.write(`${line}\n`)
  process.stdout.write('\n')
}

async function main(): Promise<void> {
  const { servers, size, names } = asked()
  if (servers) return benchServers(names, size, print)
  for (const [name, bench] of Object.entries(embeddedBenches)) if (names.includes(name)) print(await bench())
}

await main().catch((error: unknown) => {
  if (!isThalaError(error, 'bad-input') && !isThalaError(error, 'bad-config')) throw error
  process.stderr.write(`bench: ${error.message}\n`)
  process.exitCode = 2
})
