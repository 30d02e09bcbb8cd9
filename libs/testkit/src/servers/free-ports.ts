// Loopback ports for servers that are started, killed and started again on the same port.

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { isThalaError } from '@thala/contracts'

/**
 * Below the range that Linux (from 32768) and macOS (from 49152) give to outgoing connections: a client that keeps
 * trying to reach a dead server may be given the server's own port, connect to itself and so keep the port taken.
 */
const RANGE = [18_000, 32_000] as const
const ATTEMPTS = 3

/** Starts something on `count` free ports; another process may be faster, then it is tried on others. */
export async function onFreePorts<T>(count: number, start: (ports: number[]) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePorts(count))
    } catch (error) {
      if (attempt === ATTEMPTS || !isThalaError(error, 'port-in-use')) throw error
    }
  }
}

/** Different ones, free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = randomInt(...RANGE)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
