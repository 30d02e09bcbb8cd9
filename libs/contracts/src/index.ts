// What crosses a process, and nothing else: topics, schemas, ids, source times, enums, error codes.

export * from './canonical.ts'
export * from './chat.ts'
export * from './collections.ts'
export * from './directory.ts'
export * from './enums.ts'
export * from './errors.ts'
export * from './ids.ts'
export * from './link.ts'
export * from './message.ts'
export * from './time.ts'
export * from './topics.ts'
