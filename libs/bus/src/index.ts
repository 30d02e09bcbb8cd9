export { type FaultSettings, seededRandom } from './embedded/faults.ts'
export { busModule, type EmbeddedBusOptions, openEmbeddedBus } from './embedded/open.ts'
export * from './murmur2.ts'
export * from './port.ts'
