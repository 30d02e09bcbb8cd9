// `npm run bars -- [n…] [--full] [--json FILE]`: runs bars, prints their figures, ends with 1 when one is not met.

import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { errorLine } from '@thala/contracts'
import { bars } from './all.ts'
import { type Bar, type Form, type Outcome, secondsSince } from './bar.ts'
import { openServers } from './servers.ts'

const USAGE = 'npm run bars -- [n…] [--full] [--json FILE]'

function chosen(asked: readonly string[]): readonly Bar[] {
  const unknown = asked.filter((word) => !bars.some(({ id }) => String(id) === word))
  if (unknown.length > 0) {
    process.stderr.write(
      `bars: no ${unknown.join(', ')}: choose from ${bars.map(({ id }) => id).join(', ')} (${USAGE})\n`,
    )
    process.exit(2)
  }
  return asked.length === 0 ? bars : bars.filter(({ id }) => asked.includes(String(id)))
}

async function outcomeOf(bar: Bar, form: Form): Promise<Outcome> {
  const servers = openServers(process.env)
  try {
    return await bar.run(form, servers)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return { pass: false, figures: { error: errorLine(error) } }
  } finally {
    await servers.stop()
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean' }, json: { type: 'string' } },
})
const form: Form = values.full ? 'full' : 'short'
const results: (Outcome & { id: Bar['id']; form: Form })[] = []
for (const bar of chosen(positionals)) {
  const begun = performance.now()
  const { pass, figures } = await outcomeOf(bar, form)
  results.push({ id: bar.id, pass, form, figures })
  process.stdout.write(`bar ${bar.id}, ${bar.title} (${form}): ${pass ? 'met' : 'NOT MET'}, ${secondsSince(begun)} s\n`)
  for (const [name, figure] of Object.entries(figures))
    process.stdout.write(`  ${name}: ${typeof figure === 'object' ? `[${figure.join('; ')}]` : figure}\n`)
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`)
process.exitCode = results.every(({ pass }) => pass) ? 0 : 1
