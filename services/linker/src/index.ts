export { type Row, row } from './row.ts'
export { linker } from './service.ts'
export { isTold, publishedIndex, succeed } from './succession.ts'
