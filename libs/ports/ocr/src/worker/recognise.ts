// Letters in a picture, by tesseract with its English data from the package: no network, nothing written. A second pass, with
// the grounds of its parts made alike, follows where the first is unsure or where a part has another ground than the whole.

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWorker, PSM, type Worker } from 'tesseract.js'
import { hasOtherGround, levelled } from './ground.ts'
import { credible, isUnsure, type Line, merged } from './passes.ts'
import { type Enlarged, enlarged, type Grey, isDark, reduced } from './picture.ts'

/** LSTM network alone: the other engine needs data of 11 MB. */
const LSTM_ONLY = 1
/** Integer weights, 3 MB; the larger data read exactly as much of 102 screenshots. */
const DATA = '4.0.0_best_int'
/** What took longer is not looked at twice: a second pass may find twice as much, and there is a limit to both. */
const SECOND_PASS_WITHIN_MS = 6_000
/** Letters of a screen are 8 to 12 pixels high, those that the network was trained on twice as high. */
const TIMES = 2

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
  await worker.setParameters({ debug_file: '/dev/null', tessedit_pageseg_mode: PSM.AUTO })
  return {
    read: async (whole) => {
      const deadline = performance.now() + SECOND_PASS_WITHIN_MS
      const picture = await reduced(whole)
      const first = await pass(worker, await enlarged(picture, TIMES))
      const isEnough = !isUnsure(first) && !hasOtherGround(picture, isDark(picture))
      if (isEnough || performance.now() > deadline) return textOf(first)
      return textOf(merged(first, await pass(worker, await enlarged(levelled(picture), TIMES))))
    },
  }
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n')

async function pass(worker: Worker, { png, width, height }: Enlarged): Promise<readonly Line[]> {
  const { data } = await worker.recognize(Buffer.from(png), {}, { text: false, blocks: true })
  const lines = (data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines))
  return credible(
    lines.map(({ text, confidence, words }) => ({
      text,
      confidence,
      words: words.map((word) => ({
        text: word.text,
        confidence: word.confidence,
        box: {
          left: word.bbox.x0 / width,
          top: word.bbox.y0 / height,
          right: word.bbox.x1 / width,
          bottom: word.bbox.y1 / height,
        },
      })),
    })),
  )
}
