// What tests need: a whole world in one process, deaths at named points, and the hash by which worlds are compared.

export * from './checker.ts'
export * from './event-stream.ts'
export * from './generated-export.ts'
export * from './killer.ts'
export * from './link-stream.ts'
export * from './messages.ts'
export * from './random.ts'
export * from './service-process.ts'
export * from './stand-ins.ts'
export * from './state-hash.ts'
export * from './world.ts'
