// ocr: the words of an error message in a picture, as the reader of attachments finds them.

import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts'
import { openAttachmentReader } from '@thala/ocr'
import { z } from 'zod'
import type { Task } from './bench.ts'
import { estimate } from './bootstrap.ts'
import { mean, share, wordRecall } from './metrics.ts'
import { openPlainTesseract } from './plain-tesseract.ts'
import { readRows } from './rows.ts'

const screenshot = z.object({ id: z.string(), file: z.string(), gold_strings: z.array(z.string()).min(1) })

interface Answer {
  /** Of each string. */
  readonly recalls: readonly number[]
  readonly plain: readonly number[]
}

export const screenshots: Task = {
  name: 'ocr',
  folder: 'screenshots',
  run: async (folder, bench) => {
    const rows = await readRows(join(folder, 'screenshots.jsonl'), screenshot)
    const reader = openAttachmentReader()
    const plain = await openPlainTesseract()
    const answers: Answer[] = []
    try {
      for (const { file, gold_strings } of rows) {
        const path = join(folder, file)
        const bytes = await readFile(path).catch((cause: unknown) => {
          throw new ThalaError('bad-input', `${path} cannot be read: ${errorLine(cause)}`, { cause })
        })
        const { text } = await reader.read(bytes, { name: file, mimeType: `image/${extname(file).slice(1)}` })
        const byPlain = await plain.read(bytes)
        answers.push({
          recalls: gold_strings.map((wanted) => wordRecall(wanted, text ?? '')),
          plain: gold_strings.map((wanted) => wordRecall(wanted, byPlain)),
        })
        if (answers.length % 20 === 0) bench.progress(`  ${answers.length} of ${rows.length} pictures`)
      }
    } finally {
      await reader.close()
      await plain.close()
    }
    const name = 'plain tesseract'
    return {
      figures: {
        wordRecall: estimate(answers, (some) => mean(some.flatMap(({ recalls }) => recalls)), {
          n: answers.flatMap(({ recalls }) => recalls).length,
          baseline: { name, value: mean(answers.flatMap((one) => one.plain)) },
        }),
        fullString: estimate(answers, (some) => share(some, ({ recalls }) => recalls.includes(1)), {
          baseline: { name, value: share(answers, (one) => one.plain.includes(1)) },
        }),
      },
      notes: ['wordRecall: mean over the strings; fullString: pictures with one string of which every word was read'],
    }
  },
}
