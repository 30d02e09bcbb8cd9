// Draws the screenshots of the sample to where its messages, issues and mails keep them. Promise: the same fonts
// (DejaVu) and the same sharp give the same bytes. They are committed; run this after a change: node infra/sample/screenshots/draw.ts

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import * as pictures from './pictures.ts'

const slack = (file: string, name: string) => `slack-export/__uploads/${file}/${name}`
const jira = (attachment: string, name: string) => `jira/attachments/${attachment}/${name}`
/** Mails carry their pictures in the mailbox; this folder keeps what was put into it. */
const mail = (name: string) => `screenshots/mail/${name}`

/** Where each is kept, its drawing, and the colour behind what is transparent (`null`: stays transparent). */
const drawn: readonly (readonly [file: string, svg: string, background: string | null])[] = [
  [slack('F09D4TAC7QX', 'pickpad-tacoma.png'), pictures.pickpad(), '#16191d'],
  [slack('F09D7WLT2MB', 'wallet-dashboard.png'), pictures.walletDashboard(), '#12151a'],
  [slack('F09D5ADR8KE', 'address-empty.webp'), pictures.addressEmpty(), '#ffffff'],
  [slack('F09C2BLD4NS', 'build-8843.png'), pictures.build(), '#0d0f12'],
  [slack('F09C8FRG1ST', 'fridge-sticker.png'), pictures.sticker(), null],
  [jira('41007', 'label-ghent-printer2.jpg'), pictures.label(), '#b9b2a6'],
  [jira('41012', 'promo-e1042-basket.png'), pictures.promoRefused(), '#ffffff'],
  [jira('41023', 'unsubscribe-500.webp'), pictures.serverError(), '#ffffff'],
  [jira('41028', 'edge-log-502.png'), pictures.edgeLog(), '#fbfbfa'],
  [jira('41035', 'frostwatch-door2.png'), pictures.coldStore(), '#14181d'],
  [mail('checkout-error.jpg'), pictures.paymentFailed(), '#ffffff'],
  [mail('bakery-free.png'), pictures.freeBread(), '#ffffff'],
  [mail('android-closes.gif'), pictures.appCloses(), '#f4f6f4'],
]

function encoded(file: string, image: Sharp): Sharp {
  if (file.endsWith('.jpg')) return image.jpeg({ quality: 82 })
  if (file.endsWith('.webp')) return image.webp({ quality: 80 })
  if (file.endsWith('.gif')) return image.gif({ colours: 32 })
  return image.png({ compressionLevel: 9 })
}

const here = new URL('../', import.meta.url)
for (const [name, svg, background] of drawn) {
  const file = fileURLToPath(new URL(name, here))
  const image = sharp(Buffer.from(svg))
  const bytes = await encoded(name, background ? image.flatten({ background }) : image).toBuffer()
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, bytes)
  process.stdout.write(`${String(bytes.length).padStart(6)} ${name}\n`)
}
