// Letters in a picture, by tesseract with its English data from the package: no network, nothing written. A second pass, of
// another size and without a layout in mind, follows where the first is unsure.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWorker, PSM, type Worker } from 'tesseract.js'
import { credible, isUnsure, type Line, merged } from './passes.ts'
import { enlarged, type Grey } from './picture.ts'

/** LSTM network alone: the other engine needs data of 11 MB. */
const LSTM_ONLY = 1
/** Integer weights, 3 MB; the larger data read exactly as much of 102 screenshots. */
const DATA = '4.0.0_best_int'
/** What took longer is not looked at twice: the second pass takes about twice as long, and there is a limit to both. */
const SECOND_PASS_WITHIN_MS = 6_000

export interface Recogniser {
  /** Lines that were found, in reading order; empty where there are none. */
  read(picture: Grey): Promise<string>
}

const dataFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')), DATA)

export async function openRecogniser(): Promise<Recogniser> {
  const worker = await createWorker('eng', LSTM_ONLY, {
    langPath: dataFolder(),
    cacheMethod: 'none',
    gzip: true,
    errorHandler: () => undefined,
  })
  await worker.setParameters({ debug_file: '/dev/null' })
  return {
    read: async (picture) => {
      const deadline = performance.now() + SECOND_PASS_WITHIN_MS
      const first = await pass(worker, await enlarged(picture, 2), PSM.AUTO)
      if (!isUnsure(first) || performance.now() > deadline) return textOf(first)
      return textOf(merged(first, await pass(worker, await enlarged(picture, 3), PSM.SPARSE_TEXT)))
    },
  }
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n')

async function pass(worker: Worker, png: Uint8Array, mode: PSM): Promise<readonly Line[]> {
  await worker.setParameters({ tessedit_pageseg_mode: mode })
  const { data } = await worker.recognize(Buffer.from(png), {}, { text: false, blocks: true })
  return credible((data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines)))
}
