export { enrich, NOT_FETCHED } from './decide.ts'
export { attachments } from './service.ts'
