// The body of a request as the bytes that arrived, at most so many: a signature is over these, not over what a parser made.

import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** A click carries the message that it was made on: our longest has 60,000 characters, here as JSON in a form. */
export const MAX_BODY_BYTES = 512 * 1024

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (declaredBytes(request) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const piece: Buffer = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
}

/** Whether what is left unread is little enough to be read and dropped, so that the connection can stay. */
export const isSmall = (request: IncomingMessage): boolean => declaredBytes(request) <= MAX_BODY_BYTES

/** Infinity where the sender does not say. */
function declaredBytes({ headers }: IncomingMessage): number {
  const length = headers['content-length']
  if (length !== undefined) return Number(length)
  return headers['transfer-encoding'] === undefined ? 0 : Number.POSITIVE_INFINITY
}

const tooLarge = () => new Refusal(413, `The body is over ${MAX_BODY_BYTES} bytes.`)
