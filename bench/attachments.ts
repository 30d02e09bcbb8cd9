// Reading screenshots, against the plain engine on the same bytes: what enlarging, a second pass and a process of its own
// cost. The pictures are those of the sample workspace that the plain engine can open as they are.

import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAttachmentReader } from '@thala/ocr'
import { createWorker } from 'tesseract.js'
import { compare, type Result } from './measure.ts'

const sample = fileURLToPath(new URL('../infra/sample', import.meta.url))
const LSTM_ONLY = 1
const ROUNDS = 3

export async function benchAttachments(): Promise<Result[]> {
  const files = globSync('{slack-export,jira,screenshots}/**/*.{png,jpg}', { cwd: sample })
  const pictures = await Promise.all(files.map((name) => readFile(join(sample, name))))
  const reader = openAttachmentReader()
  const engine = await plainEngine()
  const ours = async () => {
    for (const bytes of pictures) await reader.read(bytes, { name: 'screenshot', mimeType: 'image/png' })
    return pictures.length
  }
  const plain = async () => {
    for (const bytes of pictures) await engine.recognize(bytes)
    return pictures.length
  }
  try {
    const peer = { name: 'plain tesseract.js, one pass', run: plain }
    const what = `attachments: ${pictures.length} screenshots read`
    return [await compare(what, 'pictures', { name: 'thala', run: ours }, peer, ROUNDS)]
  } finally {
    await reader.close()
    await engine.terminate()
  }
}

function plainEngine() {
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'))
  return createWorker('eng', LSTM_ONLY, { langPath: join(data, '4.0.0_best_int'), cacheMethod: 'none', gzip: true })
}
