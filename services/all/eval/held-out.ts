// Weights that were fitted without a company, a channel or a project judge its rows: figures on the data that the shipped
// weights were fitted on would flatter. Training writes such a folder; `index.json` says which file judges which group.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts'
import { type LinkRules, parseWeights as parseLinkWeights, shippedRules } from '@thala/linker'
import { localReader, openWeights, type Reader, weightsFile } from '@thala/llm'
import { z } from 'zod'

/** File name by group. */
const index = z.record(z.string(), z.string())

export interface Judges {
  readerFor(group: string): Reader
  rulesFor(group: string): LinkRules
}

export function shippedJudges(): Judges {
  const reader = localReader()
  const rules = shippedRules()
  return { readerFor: () => reader, rulesFor: () => rules }
}

/** A group that the folder does not know is judged by the shipped weights: nothing was fitted on it. */
export async function heldOutJudges(folder: string): Promise<Judges> {
  const shipped = shippedJudges()
  const readers = await judgesIn(folder, 'reader', (json) => localReader(openWeights(weightsFile.parse(json))))
  const rules = await judgesIn(folder, 'linker', (json) => ({ ...shippedRules(), weights: parseLinkWeights(json) }))
  if (readers.size + rules.size === 0)
    throw new ThalaError('bad-input', `${folder} holds neither reader/index.json nor linker/index.json`)
  return {
    readerFor: (group) => readers.get(group) ?? shipped.readerFor(group),
    rulesFor: (group) => rules.get(group) ?? shipped.rulesFor(group),
  }
}

async function judgesIn<T>(folder: string, kind: string, open: (json: unknown) => T): Promise<Map<string, T>> {
  const fileOf = index.parse((await jsonIn(join(folder, kind, 'index.json'))) ?? {})
  const opened = new Map<string, T>()
  for (const name of new Set(Object.values(fileOf))) {
    const file = join(folder, kind, name)
    const json = await jsonIn(file)
    if (json === null) throw new ThalaError('bad-input', `${file} is named by index.json and is not there`)
    opened.set(name, open(json))
  }
  return new Map(
    Object.entries(fileOf).flatMap(([group, name]) => {
      const judge = opened.get(name)
      return judge === undefined ? [] : [[group, judge] as const]
    }),
  )
}

async function jsonIn(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ThalaError('bad-input', `${file} is not JSON: ${errorLine(cause)}`, { cause })
  }
}
