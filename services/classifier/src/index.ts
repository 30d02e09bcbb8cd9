export { classifier } from './service.ts'
