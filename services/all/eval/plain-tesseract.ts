// Tesseract as it comes, on the bytes as they come: what the reader of attachments has to beat. It is the same program and
// the same data that the reader uses.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'

interface Recogniser {
  setParameters(parameters: { tessedit_pageseg_mode: string }): Promise<unknown>
  recognize(image: Buffer): Promise<{ data: { text: string } }>
  terminate(): Promise<unknown>
}

/** What is used of tesseract.js. */
const library = z.object({
  createWorker: z.custom<
    (
      language: string,
      mode: number,
      options: { langPath: string; cacheMethod: string; gzip: boolean },
    ) => Promise<Recogniser>
  >((value) => typeof value === 'function'),
})

/** The neural engine, its default. */
const LSTM_ONLY = 1
/** Looks for columns and lines by itself: the default of the program; that of the library expects one block of text. */
const AUTO = '3'

export interface PlainTesseract {
  /** Empty for what it cannot read. */
  read(bytes: Uint8Array): Promise<string>
  close(): Promise<void>
}

export async function openPlainTesseract(): Promise<PlainTesseract> {
  const require = createRequire(import.meta.resolve('@thala/ocr'))
  const { createWorker } = library.parse(require('tesseract.js'))
  const data = dirname(require.resolve('@tesseract.js-data/eng/package.json'))
  const worker = await createWorker('eng', LSTM_ONLY, {
    langPath: join(data, '4.0.0_best_int'),
    cacheMethod: 'none',
    gzip: true,
  })
  await worker.setParameters({ tessedit_pageseg_mode: AUTO })
  return {
    read: async (bytes) => {
      const found = await worker.recognize(Buffer.from(bytes)).catch(() => null)
      return found?.data.text ?? ''
    },
    close: async () => {
      await worker.terminate()
    },
  }
}
