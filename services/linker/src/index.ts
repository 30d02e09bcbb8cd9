export { linker } from './service.ts'
