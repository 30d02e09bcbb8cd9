// Passes connections on to a port of the same container's loopback. While it has no keys the API binds to loopback
// alone; in a container nobody could reach it there, not even from the host's loopback, where its port is published.

import { connect, createServer, type Server } from 'node:net'
import { pipeline } from 'node:stream'

/** More than the API takes itself. */
const MAX_CONNECTIONS = 600

/** Listens on every address of the container; does not keep the process running. */
export function openGateway(port: number, targetPort: number): Server {
  const server = createServer((caller) => {
    const target = connect({ host: '127.0.0.1', port: targetPort })
    // An end or an error of either side reaches the other; there is nobody to tell.
    pipeline(caller, target, caller, () => undefined)
  })
  server.maxConnections = MAX_CONNECTIONS
  return server.listen(port).unref()
}
