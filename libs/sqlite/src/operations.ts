// Loads the modules of a thread and finds their operations by name.

import { ThalaError } from '@thala/contracts/errors'
import type { Module, Operations } from './port.ts'

// A method's parameters are compared both ways, so that an operation of any argument fits without a cast.
export type Run = { run(args: unknown): unknown }['run']

export async function loadModules(urls: readonly string[]): Promise<Module[]> {
  const modules: Module[] = []
  for (const url of urls) {
    const loaded: { default?: Module } = await import(url)
    if (typeof loaded.default?.name !== 'string')
      throw new ThalaError('bad-config', `${url} is no database module: its default export has no name`)
    modules.push(loaded.default)
  }
  return modules
}

export function bindOperations(
  modules: readonly Module[],
  bind: (module: Module) => Operations,
): (name: string) => Run {
  const bound = new Map<string, Run>()
  for (const module of modules)
    for (const [name, operation] of Object.entries(bind(module))) bound.set(`${module.name}.${name}`, operation)
  return (name) => {
    const run = bound.get(name)
    if (!run) throw new ThalaError('bad-input', `no database operation '${name}'`)
    return run
  }
}
