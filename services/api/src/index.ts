export { type ApiOptions, type ApiServer, api } from './service.ts'
