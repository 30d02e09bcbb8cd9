// Reads every import of libs/ and services/ and fails on one that breaks the order of layers.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type Package, violations } from './layers.ts'

const root = join(import.meta.dirname, '..')
const versions = z.record(z.string(), z.string()).default({})
const manifest = z.object({
  name: z.string(),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  peerDependencies: versions,
})

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const glob = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()

const packages = glob('{libs,services}/**/package.json').map((path): Package => {
  const { name, ...rest } = manifest.parse(JSON.parse(read(path)))
  return { name, folder: dirname(path), declares: new Set(Object.values(rest).flatMap(Object.keys)) }
})
const files = glob('{libs,services}/**/*.ts').map((path) => ({ path, text: read(path) }))

const found = violations(packages, files)
for (const line of found) process.stderr.write(`${line}\n`)
process.stdout.write(`layers: ${files.length} files in ${packages.length} packages, ${found.length} violations\n`)
process.exitCode = found.length > 0 ? 1 : 0
