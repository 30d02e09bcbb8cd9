import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { connect } from './client.ts'
import { describe as describeServer } from './describe.ts'

const stats = (name: string, free: number, roles?: string[]) => ({
  name,
  ...(roles && { roles }),
  fs: { total: { total_in_bytes: 1000, free_in_bytes: free + 5, available_in_bytes: free } },
})

/** What a server answers, by the beginning of the path. */
const answers: Readonly<Record<string, object>> = {
  '/_cluster/health': { status: 'YELLOW' },
  '/_nodes/os': { nodes: { a: { name: 'n1', version: '9.10.0' }, b: { name: 'n2', version: '9.5.3' } } },
  '/_nodes/stats/fs': { nodes: { a: stats('n1', 300, ['master', 'data_hot']), b: stats('n2', 1, ['master']) } },
  '/thala-messages,thala-incidents/_settings': {
    'thala-messages-v2-000001': { settings: { 'index.blocks.read_only_allow_delete': 'true' } },
    'thala-incidents-v2-000001': { settings: { 'index.blocks.write': 'false' } },
    'thala-links-v2-000001': {},
  },
}

async function asking<T>(status: number, ask: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url)
    const answer = Object.entries(answers).find(([start]) => path.startsWith(start))?.[1]
    response.writeHead(answer ? status : 404, {
      'content-type': 'application/vnd.elasticsearch+json;compatible-with=9',
      'x-elastic-product': 'Elasticsearch',
    })
    response.end(JSON.stringify(answer ?? { error: { type: 'none', reason: path } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await ask(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const described = (status: number) =>
  asking(status, async (url) => {
    const elastic = connect({ url })
    try {
      return await describeServer(elastic, ['thala-messages', 'thala-incidents'])
    } finally {
      await elastic.close()
    }
  })

describe('how an Elasticsearch is', () => {
  it('is refused to whoever may not ask', async () => {
    await expect(described(403)).rejects.toMatchObject({ code: 'bad-config' })
  })

  it('is its versions, its state, the disks that hold data, and what takes no writes', async () => {
    expect(await described(200)).toEqual({
      version: '9.5.3, 9.10.0',
      status: 'yellow',
      nodes: [{ name: 'n1', freeBytes: 300, totalBytes: 1000 }],
      blocked: ['thala-messages-v2-000001'],
    })
  })
})
