// PDF: the text layer of its pages; of pages that have none, the pictures on them through recognition.

import { extractImages, getDocumentProxy } from 'unpdf'
import { MAX_PAGES, MAX_PICTURES_OF_PAGE, MAX_PIXELS, MAX_RECOGNISED_PAGES, PAGES_BUDGET_MS } from '../limits.ts'
import { greyOfRaw } from './picture.ts'
import type { Recogniser } from './recognise.ts'
import { Unreadable } from './unreadable.ts'

type Document = Awaited<ReturnType<typeof getDocumentProxy>>
type Page = Awaited<ReturnType<Document['getPage']>>

/** A page with fewer letters is a scan with a stamp or a page number. */
const LEAST_LETTERS = 8

/** Throws `Unreadable`. */
export async function readDocument(bytes: Uint8Array, recogniser: Recogniser): Promise<string> {
  const document = await opened(bytes)
  const deadline = performance.now() + PAGES_BUDGET_MS
  const pages = Math.min(document.numPages, MAX_PAGES)
  const texts: string[] = []
  let recognised = 0
  let read = 0
  for (; read < pages && performance.now() < deadline; read++) {
    const page = await document.getPage(read + 1)
    const text = await layerOf(page)
    if (letters(text) >= LEAST_LETTERS) texts.push(text)
    else if (recognised < MAX_RECOGNISED_PAGES) {
      recognised++
      texts.push(text, await picturesOf(document, read + 1, recogniser, deadline))
    }
    page.cleanup()
  }
  if (read < document.numPages) texts.push(`[pages 1 to ${read} of ${document.numPages}]`)
  return texts.join('\n')
}

const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

async function opened(bytes: Uint8Array): Promise<Document> {
  try {
    return await getDocumentProxy(Uint8Array.from(bytes), {
      maxImageSize: MAX_PIXELS,
      stopAtErrors: false,
      useSystemFonts: false,
      disableFontFace: true,
      verbosity: 0,
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new Unreadable('the PDF is encrypted: it opens with a password only')
    throw new Unreadable('the PDF is damaged or cut short')
  }
}

async function layerOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent()
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
}

async function picturesOf(document: Document, page: number, recogniser: Recogniser, deadline: number): Promise<string> {
  const texts: string[] = []
  for (const image of (await extractImages(document, page)).slice(0, MAX_PICTURES_OF_PAGE))
    if (performance.now() < deadline) texts.push(await recogniser.read(await greyOfRaw(image)))
  return texts.join('\n')
}
