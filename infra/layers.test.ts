import { describe, expect, it } from 'vitest'
import { importsOf, type Package, violations } from './layers.ts'

const pkg = (folder: string, ...declares: string[]): Package => ({
  name: `@thala/${folder.split('/').at(-1)}`,
  folder,
  declares: new Set(declares),
})

const packages = [
  pkg('libs/contracts', 'zod'),
  pkg('libs/text', '@thala/contracts', '@thala/sqlite'),
  pkg('libs/sqlite', '@thala/contracts'),
  pkg('libs/bus', '@thala/contracts', '@thala/runtime', 'kafkajs'),
  pkg('libs/runtime', '@thala/contracts', '@thala/bus', 'kafkajs'),
  pkg('libs/testkit', '@thala/runtime', 'fast-check'),
  pkg('libs/ports/llm', '@thala/embedder'),
  pkg('libs/ports/embedder', '@thala/contracts'),
  pkg('services/linker', '@thala/contracts', '@thala/indexer', '@thala/runtime'),
  pkg('services/indexer', '@thala/contracts'),
  pkg('services/all', '@thala/linker', '@thala/indexer', '@thala/runtime'),
]

const check = (...files: [path: string, text: string][]) =>
  violations(
    packages,
    files.map(([path, text]) => ({ path, text })),
  )
const from = (name: string) => `import { x } from '${name}'\n`

describe('a violation', () => {
  it.each([
    ['upward', 'libs/bus/src/a.ts', '@thala/runtime', 'imports upward or sideways (@thala/runtime)'],
    ['sideways', 'libs/text/src/a.ts', '@thala/sqlite', 'imports upward or sideways (@thala/sqlite)'],
    [
      'between services',
      'services/linker/src/a.ts',
      '@thala/indexer',
      'a service imports another one (@thala/indexer)',
    ],
    [
      'between services, in a test',
      'services/linker/src/a.test.ts',
      '@thala/indexer',
      'a service imports another one (@thala/indexer)',
    ],
    [
      'undeclared',
      'services/indexer/src/a.ts',
      'zod',
      'imports zod, which services/indexer/package.json does not declare',
    ],
    [
      'undeclared, by a path inside',
      'libs/bus/src/a.ts',
      '@thala/text/hash',
      'imports @thala/text, which libs/bus/package.json does not declare',
    ],
    [
      'out of the package',
      'libs/bus/src/a.ts',
      '../../text/src/index.ts',
      '../../text/src/index.ts leads out of libs/bus',
    ],
    ['of itself by name', 'libs/bus/src/a.ts', '@thala/bus', 'imports its own package by name (@thala/bus)'],
    [
      'of test tools by what ships',
      'libs/runtime/src/a.ts',
      '@thala/testkit',
      'imports @thala/testkit, which libs/runtime/package.json does not declare',
    ],
  ])('is found: %s', (_, path, name, fault) => {
    expect(check([path, from(name)])).toEqual([`${path}: ${fault}`])
  })

  it.each([
    "import type { X } from '@thala/runtime'",
    "import '@thala/runtime'",
    "export * from '@thala/runtime'",
    'export { type X, y } from "@thala/runtime"',
    "const r = await import('@thala/runtime')",
    "import {\n  a,\n  b,\n} from '@thala/runtime'",
  ])('is found in whatever form it is written: %s', (text) => {
    expect(check(['libs/bus/src/a.ts', text])).toHaveLength(1)
  })

  it('is a client of a vendor in two files', () => {
    const found = check(['libs/bus/src/kafka.ts', from('kafkajs')], ['libs/runtime/src/b.ts', from('kafkajs')])
    expect(found).toEqual(['kafkajs is imported in 2 files: libs/bus/src/kafka.ts, libs/runtime/src/b.ts'])
  })

  it('is a package without a rank, and a file without a package', () => {
    expect(violations([pkg('libs/helpers')], [])).toEqual(['libs/helpers: has no rank; give it one in infra/layers.ts'])
    expect(check(['libs/stray.ts', ''])).toEqual(['libs/stray.ts: belongs to no package'])
  })
})

describe('what is in order', () => {
  it.each([
    ['downward', 'services/linker/src/a.ts', '@thala/runtime'],
    ['within the package', 'libs/bus/src/a/b.ts', '../c.ts'],
    ['of Node', 'libs/contracts/src/a.ts', 'node:crypto'],
    ['of services by the one that starts them all', 'services/all/src/a.ts', '@thala/linker'],
    ['of test tools by a test, from anywhere', 'libs/contracts/src/a.test.ts', '@thala/testkit'],
    ['of a test runner by a contract suite', 'libs/bus/src/contract/order.ts', 'vitest'],
    ['of itself by a test', 'libs/testkit/handbook/01.test.ts', '@thala/testkit'],
    ['of a neighbour by a script that fits weights', 'libs/ports/llm/training/fit.ts', '@thala/embedder'],
  ])('is let be: %s', (_, path, name) => {
    expect(check([path, from(name)])).toEqual([])
  })

  it('is a client of a vendor in one file', () => {
    expect(check(['libs/bus/src/kafka.ts', from('kafkajs')])).toEqual([])
  })
})

describe('imports', () => {
  it('are not what comments and ordinary text say', () => {
    const text = [
      "// import { x } from 'comment'",
      "/* import 'block'\n import 'block2' */",
      "const text = 'we import goods from abroad'",
      "const important = fromHere('x')",
      'export const y = 1',
    ].join('\n')
    expect(importsOf(text)).toEqual([])
  })

  it('are found side by side', () => {
    expect(importsOf("import a from 'a';import b from 'b'\nexport { c } from './c.ts'")).toEqual(['a', 'b', './c.ts'])
  })
})
