// What is attached to messages: a picture, a document and a log, for the fuzzer to bend.

import { PICTURE } from '../../src/doctor/models.ts'

export const attachments = (): readonly Uint8Array[] => [
  PICTURE,
  Buffer.from(PDF.join('\n'), 'latin1'),
  Buffer.from('2025-09-08T08:00:00Z ERROR pool exhausted\n  at Pool.acquire (db.ts:12)\n'.repeat(20)),
]

const PDF: readonly string[] = [
  '%PDF-1.4',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj',
  '4 0 obj<</Length 44>>stream\nBT /F 12 Tf 10 100 Td (checkout is down) Tj ET\nendstream endobj',
  '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
  'trailer<</Root 1 0 R>>',
]
