// Sockets as kafkajs makes them itself, but without a warning of Node for each connection that is given up again and
// again while it is still being made, as when a broker is away.

import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ISocketFactory } from './client.ts'

const KEEP_ALIVE_MS = 60_000

export const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }): Socket => {
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket = ssl ? connectTls({ host, port, ...name, ...ssl }, onConnect) : connect({ host, port }, onConnect)
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  socket.setMaxListeners(0)
  return socket
}
