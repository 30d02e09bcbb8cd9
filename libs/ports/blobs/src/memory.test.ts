import { blobsContract } from './contract.ts'
import { openMemoryBlobs } from './memory.ts'

blobsContract('blobs in memory', async () => {
  const blobs = openMemoryBlobs()
  return { blobs, another: async () => blobs, close: async () => undefined }
})
