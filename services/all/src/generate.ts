// Writes the documents that follow from the declarations. `--check` writes nothing and fails when one is out of date.

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { api } from '@thala/api'
import { bot } from '@thala/bot'
import { slackExportSource } from '@thala/file-connector'
import type { Declaration } from '@thala/service'
import { pipeline, services } from './declarations.ts'
import { exampleEnvironment, topologyDocument } from './documents.ts'
import { operatorRole, privilegesDocument } from './documents-privileges.ts'
import { localModels } from './models.ts'

const models = localModels()
const fileConnector = slackExportSource({ path: '.' })
const declarations: readonly Declaration[] = [
  fileConnector,
  ...pipeline(models),
  api({ models }).declaration,
  bot({ models }).declaration,
]

const documents = {
  'docs/topology.md': topologyDocument(declarations),
  'docs/privileges.md': privilegesDocument({ 'file-connector': [fileConnector], ...services(models) }),
  'infra/deploy/elasticsearch/role.json': operatorRole(),
  '.env.example': exampleEnvironment(declarations),
}

const stale: string[] = []
for (const [name, text] of Object.entries(documents)) {
  const file = fileURLToPath(new URL(`../../../${name}`, import.meta.url))
  const committed = await readFile(file, 'utf8').catch(() => '')
  if (committed === text) continue
  if (process.argv.includes('--check')) stale.push(name)
  else await writeFile(file, text)
}
if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}: run 'npm run generate'\n`)
  process.exitCode = 1
}
