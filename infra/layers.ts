// The order of layers: who may import whom. Imports run downward only, a service never imports another one, and a
// vendor's client stands in one file. There are no exceptions.

import { posix } from 'node:path'

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Package {
  readonly name: string
  /** Folder relative to the repository. */
  readonly folder: string
  /** Names of dependencies of any kind. */
  readonly declares: ReadonlySet<string>
}

/** Lower may be imported by higher; equal ranks do not know each other. */
const ranks: readonly (readonly [folder: RegExp, rank: number])[] = [
  [/^libs\/contracts$/, 0],
  [/^libs\/(?:text|sqlite)$/, 1],
  [/^libs\/(?:bus|store|ports\/[^/]+)$/, 2],
  [/^libs\/service$/, 3],
  [/^libs\/incidents$/, 4],
  [/^libs\/runtime$/, 5],
  [/^libs\/testkit$/, 6],
  [/^services\/all$/, 8],
  [/^services\/[^/]+$/, 7],
]

/** Clients of which a second user would spread their traps. */
const inOneFile = ['kafkajs', '@elastic/elasticsearch']
/** What tests, contract suites and benchmarks may use anywhere. The root declares vitest, testkit fast-check. */
const forTests = new Set(['vitest', 'fast-check', '@thala/testkit'])

const rankOf = (folder: string): number | undefined => ranks.find(([pattern]) => pattern.test(folder))?.[1]

const isTest = (path: string): boolean =>
  /\.test\.ts$|\/contract\.ts$|\/(?:contract|fixtures|handbook|bench|training)\//.test(path)

// `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`; also of types: they tie layers together as well.
const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s+(?:[^'"`;()]*?\sfrom\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g

/** Run by hand, imported by nothing: fitting one port's weights may need its neighbour. */
const isTool = (path: string): boolean => /^libs\/.*\/(?:bench|training)\//.test(path)

/** Specifiers in the order of the text. Comments are left out. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(IMPORT)].flatMap(([, named, dynamic]) => named ?? dynamic ?? [])
}

const packageName = (specifier: string): string => {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** One line for each violation, by path. */
export function violations(packages: readonly Package[], files: readonly SourceFile[]): string[] {
  const byName = new Map(packages.map((one) => [one.name, one]))
  const found: string[] = []
  for (const one of packages)
    if (rankOf(one.folder) === undefined) found.push(`${one.folder}: has no rank; give it one in infra/layers.ts`)
  for (const file of files) {
    const own = packages.find(({ folder }) => file.path.startsWith(`${folder}/`))
    if (!own) {
      found.push(`${file.path}: belongs to no package`)
      continue
    }
    for (const specifier of importsOf(file.text)) {
      const fault = faultOf(file.path, own, specifier, byName)
      if (fault) found.push(`${file.path}: ${fault}`)
    }
  }
  return [...found, ...spread(files)].sort()
}

function faultOf(
  path: string,
  own: Package,
  specifier: string,
  byName: ReadonlyMap<string, Package>,
): string | undefined {
  if (specifier.startsWith('node:')) return undefined
  if (specifier.startsWith('.'))
    return leaves(path, own, specifier) ? `${specifier} leads out of ${own.folder}` : undefined
  const name = packageName(specifier)
  if (isTest(path) && (forTests.has(name) || name === own.name)) return undefined
  if (name === own.name) return `imports its own package by name (${name})`
  if (!own.declares.has(name)) return `imports ${name}, which ${own.folder}/package.json does not declare`
  const other = byName.get(name)
  if (!other) return undefined
  const [mine, its] = [rankOf(own.folder), rankOf(other.folder)]
  if (mine === undefined || its === undefined || its < mine) return undefined
  if (its === mine && isTool(path)) return undefined
  const both = own.folder.startsWith('services/') && other.folder.startsWith('services/')
  return both ? `a service imports another one (${name})` : `imports upward or sideways (${name})`
}

const leaves = (path: string, own: Package, specifier: string): boolean =>
  !posix.join(posix.dirname(path), specifier).startsWith(`${own.folder}/`)

function spread(files: readonly SourceFile[]): string[] {
  return inOneFile.flatMap((client) => {
    const users = files.filter(({ text }) => importsOf(text).some((specifier) => packageName(specifier) === client))
    return users.length > 1
      ? [`${client} is imported in ${users.length} files: ${users.map(({ path }) => path).join(', ')}`]
      : []
  })
}
