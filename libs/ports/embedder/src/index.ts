export { openLocalEmbedder } from './local.ts'
export * from './port.ts'
export { quantise } from './quantise.ts'
export { standInEmbedder } from './stand-in.ts'
