export { localReader } from './local.ts'
export * from './port.ts'
export { openWeights, weightsFile } from './weights.ts'
