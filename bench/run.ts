// `npm run bench [name…]`: prints what Thala does a second beside what its raw peer does in the same run.

import { benchLinker } from './linker.ts'
import { benchLog } from './log.ts'
import { table } from './measure.ts'
import { benchPipeline } from './pipeline.ts'
import { benchStore } from './store.ts'

const benches = { log: benchLog, store: benchStore, linker: benchLinker, pipeline: benchPipeline }
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`bench: no ${unknown.join(', ')}: choose from ${Object.keys(benches).join(', ')}\n`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const line of table(await bench())) process.stdout.write(`${line}\n`)
  process.stdout.write('\n')
}
