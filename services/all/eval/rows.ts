// Reads labelled data. Promise: a row that does not fit stops its task and is named by file and line; nothing is guessed.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorLine, ThalaError } from '@thala/contracts'
import { z } from 'zod'

/** Every row of a file of JSON lines. */
export async function readRows<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S>[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ThalaError('bad-input', `${file} cannot be read: ${errorLine(cause)}`, { cause })
  })
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(line, schema, `${file}, line ${i + 1}`)]))
}

function rowOf<S extends z.ZodType>(line: string, schema: S, where: string): z.infer<S> {
  const parsed = schema.safeParse(jsonOf(line, where))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.') ?? ''
  throw new ThalaError('bad-input', `${where}: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'does not fit'}`)
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new ThalaError('bad-input', `${where}: is not JSON`, { cause })
  }
}

/** The folder of a task, or null when the data has none. */
export function taskFolder(data: string, name: string): string | null {
  const folder = join(data, name)
  return existsSync(folder) ? folder : null
}

/** ISO 8601 to epoch milliseconds. */
export const time = z.string().transform((text, context) => {
  const ms = Date.parse(text)
  if (Number.isFinite(ms)) return ms
  context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a time` })
  return z.NEVER
})
