// The environment as it is read: once, at boot. What is set already outranks the `.env` file of the checkout.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Env } from './topology.ts'

export function readEnvironment(): Env {
  const file = fileURLToPath(new URL('../../../.env', import.meta.url))
  if (existsSync(file)) process.loadEnvFile(file)
  return process.env
}
