// What opening says when something is wrong, and what the store says when an operator has stopped writes.

import { createServer } from 'node:http'
import { collections } from '@thala/contracts'
import { describeWithServer } from '@thala/testkit/servers'
import { describe, expect, it } from 'vitest'
import { documentOf, messageOf, put, range, using, vectorOf } from '../contract/opened.ts'
import { connect, type Elastic } from './client.ts'
import { freshPrefix, openFresh, removeIndices } from './harness.ts'
import { openElasticsearchStore } from './open.ts'

const { messages, checkpoints } = collections

const line = (...parts: string[]) => expect.stringMatching(parts.join('.*'))

/** Answers every request in the same way. */
async function answering(
  status: number,
  body: object,
  run: (url: string) => Promise<void>,
  headers: Record<string, string> = { 'x-elastic-product': 'Elasticsearch' },
): Promise<void> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  try {
    await run(`http://127.0.0.1:${port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('opening the store on Elasticsearch', () => {
  it.each(['', 'localhost:9200', 'ftp://host', 'nonsense'])('refuses an address that is none: %j', async (url) => {
    await expect(openElasticsearchStore({ url })).rejects.toMatchObject({
      code: 'bad-config',
      message: line('ELASTICSEARCH_URL'),
    })
  })

  it.each(['Thala-', '.thala', 'a.b-', '*', ''])(
    'refuses a prefix that cannot begin a name: %j',
    async (indexPrefix) => {
      const opening = openElasticsearchStore({ url: 'http://127.0.0.1:1', indexPrefix })
      await expect(opening).rejects.toMatchObject({ code: 'bad-config', message: line('THALA_INDEX_PREFIX') })
    },
  )

  it('says that nothing answers, and where it asked', async () => {
    const opening = openElasticsearchStore({ url: 'http://user:secret@127.0.0.1:1' })
    await expect(opening).rejects.toMatchObject({
      code: 'dependency-down',
      message: line('127.0.0.1:1', 'ELASTICSEARCH_URL'),
    })
    await expect(opening).rejects.not.toMatchObject({ message: line('secret') })
  })

  it.each([
    ['no credentials', {}, 'set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD'],
    ['a wrong key', { apiKey: 'wrong' }, 'refuses ELASTICSEARCH_API_KEY'],
    [
      'a wrong password',
      { username: 'u', password: 'p' },
      'refuses ELASTICSEARCH_USERNAME with ELASTICSEARCH_PASSWORD',
    ],
  ])('names the variables of %s', async (_, credentials, expected) => {
    const body = { error: { type: 'security_exception', reason: 'unable to authenticate' }, status: 401 }
    await answering(401, body, (url) =>
      expect(openElasticsearchStore({ url, ...credentials })).rejects.toMatchObject({
        code: 'bad-config',
        message: line(expected),
      }),
    )
  })

  it('says that a server is of another major version, or no Elasticsearch', async () => {
    const version = { error: { type: 'media_type_header_exception', reason: 'Accept version must be 8' }, status: 400 }
    await answering(400, version, (url) =>
      expect(openElasticsearchStore({ url })).rejects.toMatchObject({
        code: 'bad-config',
        message: line('major version'),
      }),
    )
    await answering(
      200,
      {},
      (url) =>
        expect(openElasticsearchStore({ url })).rejects.toMatchObject({
          code: 'bad-config',
          message: line('no Elasticsearch'),
        }),
      {},
    )
  })
})

describeWithServer('elasticsearch', 'opening the store on a running Elasticsearch', (url) => {
  const withIndex = async (
    meta: object | null,
    name: (prefix: string) => string,
    run: (prefix: string) => Promise<void>,
  ) => {
    const prefix = freshPrefix()
    const elastic = connect({ url })
    const index = name(prefix)
    const alias = `${prefix}messages`
    await elastic.call((client) =>
      client.indices.create({
        index,
        mappings: meta ? { _meta: { thala: meta } } : {},
        ...(index !== alias && { aliases: { [alias]: {} } }),
      }),
    )
    await elastic.close()
    try {
      await run(prefix)
    } finally {
      await removeIndices(url, prefix)
    }
  }
  const opening = (indexPrefix: string, acceptOlderMapping = false) =>
    openElasticsearchStore({ url, indexPrefix, acceptOlderMapping })

  it('refuses indices that are not ours, behind an alias of ours or under its name', async () => {
    for (const name of ['messages', 'other'])
      await withIndex(
        null,
        (prefix) => `${prefix}${name}`,
        (prefix) =>
          expect(opening(prefix)).rejects.toMatchObject({
            code: 'bad-config',
            message: line('THALA_INDEX_PREFIX', 'ELASTICSEARCH_URL'),
          }),
      )
  })

  it('refuses a newer mapping, and an older one unless it is opened to reindex it', async () => {
    const name = (prefix: string) => `${prefix}messages-v0-000001`
    await withIndex({ mapping: 99, collection: 'messages' }, name, (prefix) =>
      expect(opening(prefix)).rejects.toMatchObject({ code: 'data-folder-newer', message: line('THALA_INDEX_PREFIX') }),
    )
    await withIndex({ mapping: 0, collection: 'messages' }, name, async (prefix) => {
      await expect(opening(prefix)).rejects.toMatchObject({
        code: 'bad-config',
        message: line('thala -- store reindex'),
      })
      await (await opening(prefix, true)).close()
    })
  })

  it('makes one index although several clients write the first document at once', () =>
    using(
      () => openFresh(url),
      async (opened, store) => {
        const clients = [store, ...(await Promise.all(range(4).map(() => opened.another())))]
        await Promise.all(clients.map((client, n) => put(client, checkpoints, documentOf(`c${n}`))))
        expect(
          (
            await store.get(
              checkpoints,
              range(5).map((n) => `c${n}`),
            )
          ).size,
        ).toBe(5)
      },
    ))

  it('finds within 200,000 conversations, and refuses more', () =>
    using(
      () => openFresh(url),
      async (_, store) => {
        const vector = vectorOf({ 0: 1 })
        const inConversation = (conversationId: string) => messageOf(conversationId, 'db', { conversationId, vector })
        await put(store, messages, inConversation('slack:T1:c199999'), inConversation('slack:T1:c200000'))
        await store.refresh()
        const conversations = range(200_000).map((n) => `slack:T1:c${n}`)
        const query = { terms: ['db'], vector, k: 9 }
        const hits = await store.search(messages, { ...query, conversations })
        expect(hits.map(({ document }) => document.id)).toEqual(['slack:T1:c199999'])
        const more = [...conversations, 'one more']
        await expect(store.search(messages, { ...query, conversations: more })).rejects.toMatchObject({
          code: 'bad-input',
        })
      },
    ))

  it('is down for writers, not for readers, while writes are blocked', async () => {
    const opened = await openFresh(url)
    const elastic: Elastic = connect({ url })
    try {
      await put(opened.store, checkpoints, documentOf('a'))
      const index = `${opened.prefix}checkpoints`
      await elastic.call((client) => client.indices.addBlock({ index, block: 'write' }))
      const down = { code: 'dependency-down', message: line('store reindex') }
      await expect(put(opened.store, checkpoints, documentOf('b'))).rejects.toMatchObject(down)
      expect((await opened.store.get(checkpoints, ['a', 'b'])).size).toBe(1)
    } finally {
      await elastic.close()
      await opened.close()
    }
  })
})
