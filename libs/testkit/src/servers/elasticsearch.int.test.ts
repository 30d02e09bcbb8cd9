import { readdir } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { describeWithJars } from './describe-with-server.ts'
import { startElasticsearch } from './elasticsearch.ts'

async function started() {
  const server = await startElasticsearch()
  onTestFinished(server.stop)
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(server.url + path, { method, headers, body: body ? JSON.stringify(body) : null })
    return answer.json()
  }
  return { ...server, ask }
}

const found = z.object({ _source: z.object({ text: z.string() }) })

await describeWithJars('Elasticsearch from jars', () => {
  it('writes snapshots, and killed comes back with its documents on its port', { timeout: 300_000 }, async () => {
    const { ask, kill, start, repository } = await started()
    await ask('PUT', '/notes/_doc/1', { text: 'kept' })
    await ask('PUT', '/_snapshot/folder', { type: 'fs', settings: { location: repository } })
    const answer = await ask('PUT', '/_snapshot/folder/one?wait_for_completion=true')
    expect(answer).toMatchObject({ snapshot: { state: 'SUCCESS' } })
    expect(await readdir(repository)).toContain('indices')
    await kill()
    await expect(ask('GET', '/notes/_doc/1')).rejects.toThrow('fetch failed')
    await start()
    expect(found.parse(await ask('GET', '/notes/_doc/1'))._source.text).toBe('kept')
  })
})
