export * from './limits.ts'
export { type AttachmentReaderOptions, openAttachmentReader, RECIPE } from './open.ts'
export type { About, AttachmentReader, Reading } from './port.ts'
export { standInAttachmentReader } from './stand-in.ts'
