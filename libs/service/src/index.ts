// The programming model: declarations, outcomes, resources. No I/O happens here.

export * from './declaration.ts'
export * from './declare.ts'
export * from './outcome.ts'
export * from './resource.ts'
