// What reads texts and pictures on this machine, tried on one of each.

import { DIMENSIONS, type Embedder } from '@thala/embedder'
import type { Reader } from '@thala/llm'
import type { AttachmentReader } from '@thala/ocr'
import { type Finding, fault, ok, type Subject } from './finding.ts'

const mend = "run 'npm ci' again"

/** Opening it compares every file with its checksum. */
export async function* lookAtEmbedder(subject: Subject, open: () => Promise<Embedder>): AsyncGenerator<Finding> {
  const begun = performance.now()
  const embedder = await open()
  try {
    const vector = await embedder.embed('checkout answers 502', { urgent: true })
    const took = `${((performance.now() - begun) / 1000).toFixed(1)} s to load and embed one text`
    const on = { ...subject, on: embedder.model }
    if (vector?.length === DIMENSIONS && vector.some((value) => value !== 0)) yield ok(on, took)
    else yield fault(on, `its vector is wrong (${vector?.length ?? 0} values): ${mend}`)
  } finally {
    await embedder.close()
  }
}

const REPORT = 'checkout answers 502 since the deploy, payments are down'

/** Opening it checks that the weights fit together. */
export async function* lookAtClassifier(subject: Subject, open: () => Promise<Reader>): AsyncGenerator<Finding> {
  const reader = await open()
  try {
    const { category, likelihood } = await reader.predict({ text: REPORT, vector: null, examples: [] })
    yield ok(
      { ...subject, on: reader.model },
      `an outage of payments is ${likelihood.toLowerCase()} an incident, ${category}`,
    )
  } finally {
    await reader.close()
  }
}

/** 220 × 48 pixels that say WORDS. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAANwAAAAwAQMAAABAEoY7AAAABlBMVEXq6uoiIiKABWpDAAAACXBIWXMAAAsTAAALEwEAmpwYAAAA/UlEQVQ4y+3RO27EIBAA' +
    '0Fm5cINMO4UVrkA5hRWu4iNQbrESHCBHyEFS0qVZKRdIMQdwQUlhyTt2Iq2Ru22SYkdCfN7AgAB4xt9Fkob3qboP9VIeROjhcfyMbcRGUkiDhvat4R1+sWM0' +
    'GboSUkhm0mWHS3YZTQFdFg7sZrPH7IFQeh3Zg6cB9zXZAm54Sh6s7+mICrpTtCtWOxO1BZsZuiZaXUb1UqOb0ay4FCdoUoWXHl/VhmcaVVsqlDq0YgQWhLnC' +
    'sUf7g5KoZKnCAX0vt03bKUe0v3g+oL8gDdDJi7nQYGsM3+gmwZDDh5lcfVv3juYq6NiRvsoHPePfxg3hkmkWw3/IBgAAAABJRU5ErkJggg==',
  'base64',
)
const WORDS = 'Thala reads'

export async function* lookAtPictures(
  subject: Subject,
  open: () => Promise<AttachmentReader>,
): AsyncGenerator<Finding> {
  const begun = performance.now()
  const reader = await open()
  try {
    const reading = await reader.read(PICTURE, { name: 'doctor.png', mimeType: 'image/png' })
    const on = { ...subject, on: reader.recipe }
    const took = `${((performance.now() - begun) / 1000).toFixed(1)} s to load and read one picture`
    if (reading.text === null) yield fault(on, `a picture cannot be read (${reading.reason}): ${mend}`)
    else if (reading.text.includes(WORDS)) yield ok(on, took)
    else yield fault(on, `a picture that says "${WORDS}" is read as ${JSON.stringify(reading.text)}: ${mend}`)
  } finally {
    await reader.close()
  }
}
