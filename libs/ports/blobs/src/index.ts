export { copyBlobs } from './copy.ts'
export { blobFolder, openFolderBlobs } from './folder.ts'
export { openMemoryBlobs } from './memory.ts'
export { type Blobs, checkedBlobId, isBlobId } from './port.ts'
