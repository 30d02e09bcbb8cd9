// What the main thread and the two database threads say to each other, and how an error crosses between them.

import { type ErrorCode, errorCodes, errorLine, ThalaError } from '@thala/contracts/errors'

export interface Call {
  readonly kind: 'call'
  readonly id: number
  readonly operation: string
  readonly args: unknown
  readonly rows: number
  /** Epoch ms; how long a call has waited counts from here. */
  readonly sentAt: number
}

/** `open` is the first message to a thread and comes once. */
export type ToThread =
  | { readonly kind: 'open' }
  | Call
  | { readonly kind: 'checkpoint'; readonly id: number }
  | { readonly kind: 'watch'; readonly on: boolean }
  | { readonly kind: 'close' }

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError }

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  /** Another connection committed. */
  | { readonly kind: 'changed' }

export interface ThreadData {
  readonly file: string
  /** URLs of modules. */
  readonly modules: readonly string[]
}

/** Structured clone keeps neither the class nor the code of an error, so both are spelled out. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: ErrorCode | undefined
  readonly cause: string | undefined
}

const knownCode = (error: unknown): ErrorCode | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return errorCodes.find((known) => known === code)
}

export function toWire(error: unknown): WireError {
  const known = error instanceof Error ? error : new Error(String(error))
  return {
    name: known.name,
    message: known.message,
    stack: known.stack,
    code: knownCode(error),
    cause: known.cause === undefined ? undefined : errorLine(known.cause),
  }
}

export function fromWire(wire: WireError): Error {
  const options = wire.cause === undefined ? undefined : { cause: new Error(wire.cause) }
  const error = wire.code ? new ThalaError(wire.code, wire.message, options) : new Error(wire.message, options)
  error.name = wire.name
  if (wire.stack !== undefined) error.stack = wire.stack
  return error
}
