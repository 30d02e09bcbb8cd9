import { afterEach, describe, expect, it } from 'vitest'
import { type HealthPage, serveHealth } from './health-page.ts'

const open: HealthPage[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

let health = { live: true, ready: true, reasons: [] as string[] }
const pages = { health: () => health, metrics: async () => 'thala_events_total 1\n' }

async function serve(port: number | undefined = 0): Promise<HealthPage> {
  const page = await serveHealth(pages, '127.0.0.1', port)
  open.push(page)
  return page
}

const get = async (page: HealthPage, path: string, method = 'GET') => {
  const response = await fetch(`${page.url}${path}`, { method })
  return { status: response.status, text: await response.text() }
}

describe('the health page of a service that runs alone', () => {
  it.each([
    ['all is well', { live: true, ready: true, reasons: [] }, 200, 200],
    ['it waits for something', { live: true, ready: false, reasons: ['linker waits: Kafka'] }, 200, 503],
    ['it should be replaced', { live: false, ready: false, reasons: ['the log is lost'] }, 503, 503],
  ])('when %s', async (_, now, live, ready) => {
    health = now
    const page = await serve()
    expect((await get(page, '/livez')).status).toBe(live)
    const answer = await get(page, '/readyz')
    expect(answer.status).toBe(ready)
    expect(JSON.parse(answer.text).reasons).toEqual(now.reasons)
  })

  it('gives the metrics, and nothing else', async () => {
    const page = await serve()
    expect(await get(page, '/metrics')).toEqual({ status: 200, text: 'thala_events_total 1\n' })
    expect((await get(page, '/')).status).toBe(404)
    expect((await get(page, '/metrics', 'POST')).status).toBe(405)
  })

  it('takes the next free port, unless one was asked for', async () => {
    const [first, second] = [await serve(undefined), await serve(undefined)]
    expect(first.url).not.toBe(second.url)
    const port = Number(new URL(first.url).port)
    await expect(serve(port)).rejects.toMatchObject({ code: 'port-in-use' })
    await expect(serve(port)).rejects.toThrow('THALA_HEALTH_PORT')
  })
})
