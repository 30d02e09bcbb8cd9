// Whether a request comes from Slack: https://docs.slack.dev/authentication/verifying-requests-from-slack. Pure.
// Promise: exactly one signature and one time, over the bytes as they arrived, compared in constant time.

import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the time of a request may be from ours, either way. Source: Slack's documentation. */
export const WINDOW_MS = 5 * 60_000

export interface Claim {
  /** As sent: it is part of what was signed. */
  readonly timestamp: string
  readonly signature: string
  /** Epoch ms after which the claim is stale. */
  readonly expiresAt: number
}

type Headers = Readonly<Record<string, readonly string[] | undefined>>

/** What the headers claim, before the body is read; null for what no body could make good. */
export function claimOf(headers: Headers, now: number): Claim | null {
  const timestamp = onlyOne(headers['x-slack-request-timestamp'])
  const signature = onlyOne(headers['x-slack-signature'])
  if (timestamp === null || signature === null) return null
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return null
  const signedAt = Number(timestamp) * 1000
  if (Math.abs(now - signedAt) > WINDOW_MS) return null
  return { timestamp, signature, expiresAt: signedAt + WINDOW_MS }
}

const onlyOne = (values: readonly string[] = []): string | null =>
  values.length === 1 && values[0] !== undefined ? values[0] : null

export function isSigned(secret: string, { timestamp, signature }: Claim, body: Uint8Array): boolean {
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest()
  const claimed = Buffer.from(signature.slice('v0='.length), 'hex')
  return claimed.length === expected.length && timingSafeEqual(claimed, expected)
}
