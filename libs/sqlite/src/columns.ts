// Columns of node:sqlite rows as the types they were written with. A column of another type is a bug and throws.

import type { SQLOutputValue } from 'node:sqlite'

type Column = SQLOutputValue | undefined

const wrong = (wanted: string, value: Column): never => {
  throw new TypeError(`a column is ${value === null ? 'null' : typeof value}, not ${wanted}`)
}

export const integer = (value: Column): number =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : wrong('a number', value)

export const text = (value: Column): string => (typeof value === 'string' ? value : wrong('text', value))

export const textOrNull = (value: Column): string | null => (value === null ? null : text(value))

export const bytes = (value: Column): Uint8Array => (value instanceof Uint8Array ? value : wrong('bytes', value))

export const bytesOrNull = (value: Column): Uint8Array | null => (value === null ? null : bytes(value))
