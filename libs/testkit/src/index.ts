// What tests need: a whole world in one process, deaths at named points, and the hash by which worlds are compared.

export * from './generated-export.ts'
export * from './link-stream.ts'
export * from './messages.ts'
export * from './random.ts'
export * from './stand-ins.ts'
export * from './state-hash.ts'
export * from './world.ts'
