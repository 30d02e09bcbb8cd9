import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pdfWithText } from '../testing/pdf.ts'
import { kindOf } from './kind.ts'

const text = (content: string) => kindOf(Buffer.from(content))
const picture = await readFile(new URL('../fixtures/dark-terminal.png', import.meta.url))

describe('the kind of bytes', () => {
  it('is known by their signature', async () => {
    expect(await kindOf(picture)).toEqual({ kind: 'picture' })
    expect(await kindOf(pdfWithText('hello'))).toEqual({ kind: 'pdf' })
    expect(await kindOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]))).toEqual({
      kind: 'picture',
    })
    expect(await kindOf(gzipSync('hello'))).toEqual({ kind: 'other', format: 'gz' })
    expect(await kindOf(Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00', 'latin1'))).toMatchObject({ kind: 'other' })
    expect(await kindOf(Uint8Array.from([1, 2, 3, 0]))).toEqual({ kind: 'other', format: null })
  })

  it('of a page that asks for a login is a web page', async () => {
    expect(await text('\n<!DOCTYPE html>\n<html><title>Sign in</title>')).toEqual({ kind: 'web page' })
    expect(await text('<!-- x --><html lang="en">')).toEqual({ kind: 'web page' })
    expect(await text('\ufeff<HTML>')).toEqual({ kind: 'web page' })
  })

  it('of SVG is a drawing', async () => {
    expect(await text('<svg xmlns="http://www.w3.org/2000/svg"/>')).toEqual({ kind: 'drawing' })
    expect(await text('<?xml version="1.0"?>\n<!-- made by -->\n<svg\nwidth="1"/>')).toEqual({ kind: 'drawing' })
  })

  it('of logs, tables and data is text, also where they begin like a rare format', async () => {
    for (const content of [
      '2025-01-01 ERROR boom',
      'a,b\n1,2',
      '{"a":1}',
      '<log><entry/></log>',
      'BM: the bitmap',
      'MZ is',
    ])
      expect(await text(content)).toMatchObject({ kind: 'text', encoding: 'utf-8' })
  })

  it('is found for any bytes, and none of them throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        expect((await kindOf(bytes)).kind).toMatch(/^(picture|pdf|text|web page|drawing|other)$/)
      }),
    )
  })

  it('of a cut or changed picture is found without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: picture.length }), fc.nat({ max: 255 }), async (at, byte) => {
        const changed = Uint8Array.from(picture)
        changed[at] = byte
        await kindOf(changed)
        await kindOf(picture.subarray(0, at))
      }),
      { numRuns: 50 },
    )
  })
})
