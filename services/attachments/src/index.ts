export { attachments } from './service.ts'
