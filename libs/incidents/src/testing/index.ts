// For tests of this lib and of the services that read incidents: a store in memory, a builder, an example workspace.

export * from './example.ts'
export * from './memory-store.ts'
export * from './workspace.ts'
