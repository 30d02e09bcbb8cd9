import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openGateway } from './gateway.ts'

const portOf = (address: string | AddressInfo | null): number => {
  if (address === null || typeof address === 'string') throw new Error('not a TCP address')
  return address.port
}

async function opened(targetPort: number): Promise<number> {
  const gateway = openGateway(0, targetPort)
  onTestFinished(() => void gateway.close())
  if (!gateway.listening) await once(gateway, 'listening')
  return portOf(gateway.address())
}

async function api(body: string): Promise<number> {
  const server = createServer((request, response) => response.end(`${request.headers.host} ${body}`))
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return portOf(server.address())
}

it('passes a whole answer on, with the name that the caller used', async () => {
  const large = 'x'.repeat(2_000_000)
  const port = await opened(await api(large))
  const answer = await fetch(`http://localhost:${port}/`, { headers: { connection: 'close' } })
  expect(await answer.text()).toBe(`localhost:${port} ${large}`)
})

it('hangs up on a caller while nothing listens behind it, and goes on', async () => {
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const port = await opened(portOf(gone.address()))
  gone.close()
  await once(gone, 'close')
  for (const _ of ['once', 'again']) {
    const caller = connect(port, '127.0.0.1').on('error', () => undefined)
    await once(caller, 'close')
  }
})
