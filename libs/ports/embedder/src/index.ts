export { openLocalEmbedder } from './local.ts'
export * from './port.ts'
export { standInEmbedder } from './stand-in.ts'
