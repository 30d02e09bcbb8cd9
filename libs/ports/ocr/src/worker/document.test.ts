import { describe, expect, it } from 'vitest'
import { MAX_PAGES, MAX_RECOGNISED_PAGES } from '../limits.ts'
import { encryptedPdf, pdfOf, pdfWithPicture, pdfWithText, recursivePdf } from '../testing/pdf.ts'
import { readDocument } from './document.ts'
import type { Grey } from './picture.ts'
import { Unreadable } from './unreadable.ts'

/** Reads the size of a picture. */
function standIn() {
  const seen: Grey[] = []
  const read = async (picture: Grey) => {
    seen.push(picture)
    return `${picture.width}x${picture.height}`
  }
  return { seen, read }
}

const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height).fill(200) })

describe('a PDF', () => {
  it('that is encrypted says so', async () => {
    await expect(readDocument(encryptedPdf(), standIn())).rejects.toThrow('encrypted')
  })

  it('that is damaged, cut short or empty is unreadable', async () => {
    const whole = pdfWithText('some words on a page')
    for (const bytes of [whole.subarray(0, 60), Buffer.from('%PDF-1.7\nnothing'), pdfOf([])])
      await expect(readDocument(bytes, standIn())).rejects.toBeInstanceOf(Unreadable)
  })

  it('whose pages contain each other comes to an end', async () => {
    const outcome = await readDocument(recursivePdf(), standIn()).catch((error: unknown) => error)
    expect(outcome === '' || typeof outcome === 'string' || outcome instanceof Error).toBe(true)
  })

  it('with words on its pages is read without looking at it', async () => {
    const recogniser = standIn()
    const text = await readDocument(pdfWithText('The gateway timed out (504)', 'Restarted at 10:42'), recogniser)
    expect(text).toBe('The gateway timed out (504)\nRestarted at 10:42')
    expect(recogniser.seen).toEqual([])
  })

  it('of pictures has them recognised', async () => {
    const recogniser = standIn()
    expect((await readDocument(pdfWithPicture(grey(30, 20)), recogniser)).trim()).toBe('30x20')
    expect(recogniser.seen[0]?.data[0]).toBe(200)
  })

  it('with more pages than are read says how many were', async () => {
    const many = Array.from({ length: MAX_PAGES + 3 }, (_, n) => `the words of page ${n + 1}`)
    const text = await readDocument(pdfWithText(...many), standIn())
    expect(text).toContain(`the words of page ${MAX_PAGES}\n`)
    expect(text).not.toContain(`the words of page ${MAX_PAGES + 1}`)
    expect(text).toContain(`[pages 1 to ${MAX_PAGES} of ${MAX_PAGES + 3}]`)
  })

  it('of very many pictures has the first of them recognised', async () => {
    const recogniser = standIn()
    await readDocument(pdfWithPicture(grey(30, 20), MAX_RECOGNISED_PAGES + 2), recogniser)
    expect(recogniser.seen).toHaveLength(MAX_RECOGNISED_PAGES)
  })

  it('with a picture that states a size beyond the limit goes on without it', async () => {
    const recogniser = standIn()
    const bomb = { width: 100_000, height: 100_000, data: new Uint8Array(1_000) }
    const outcome = await readDocument(pdfWithPicture(bomb), recogniser).catch((error: unknown) => error)
    expect(typeof outcome === 'string' || outcome instanceof Unreadable).toBe(true)
    expect(recogniser.seen).toEqual([])
  })
})
