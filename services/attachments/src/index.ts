export { type AttachmentResources, attachments } from './service.ts'
