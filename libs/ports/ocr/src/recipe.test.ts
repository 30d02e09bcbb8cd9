import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RECIPE } from './open.ts'

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) })

describe('the recipe', () => {
  it('names the version of everything that decides what is read', async () => {
    const file = await readFile(new URL('../package.json', import.meta.url), 'utf8')
    const { dependencies } = manifest.parse(JSON.parse(file))
    for (const name of ['tesseract.js', 'sharp', 'unpdf', 'file-type'])
      expect(RECIPE).toContain(`${name}-${dependencies[name]}`)
    const worker = await readFile(new URL('./worker/recognise.ts', import.meta.url), 'utf8')
    const data = /const DATA = '([^']+)'/.exec(worker)?.[1]
    expect(RECIPE).toContain(`eng-${data}`)
  })
})
