export { localReader } from './local.ts'
export * from './port.ts'
