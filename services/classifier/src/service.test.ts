import { type Classification, hashId, type Json, type SourceMessage, topics } from '@thala/contracts'
import { type Embedder, standInEmbedder } from '@thala/embedder'
import type { Reader, ReadRequest } from '@thala/llm'
import { type Memo, outputsTo, resource, startAll } from '@thala/service'
import { describe, expect, it } from 'vitest'
import { classifier } from './service.ts'

const read: Classification = {
  types: { incident_report: 0.9, resolution: 0.05, discussion: 0.03, unrelated: 0.02 },
  complete: 0,
  fix: 'tentative',
  category: 'API',
  categoryConfidence: 1,
  severity: 'High',
  severityConfidence: 1,
  reasoning: 'stand-in',
  model: 'stand-in 1',
}

const message: SourceMessage = {
  v: 1,
  id: 'e1',
  messageId: 'slack:T1:C1:1757411236.157833',
  conversationId: 'slack:T1:C1',
  threadId: 'slack:T1:C1:1757410910.844009',
  source: 'slack',
  at: 1757411236157,
  revision: 1757411236157,
  deleted: false,
  author: null,
  text: 'restarted it, looks good',
  parent: { messageId: 'slack:T1:C1:1757410910.844009', text: 'checkout is down' },
  attachments: [],
  permalink: null,
  audience: 'workspace',
  said: null,
}

/** The classifier with stand-ins that count what they are asked; `refuse` makes the reader fail. */
async function start(options: { refuse?: boolean } = {}) {
  const asked: ReadRequest[] = []
  const embedded: string[] = []
  const answers = new Map<string, Json>()
  const reader: Reader = {
    model: 'stand-in 1',
    classify: async (request) => {
      if (options.refuse) throw new Error('the model is not there')
      asked.push(request)
      return read
    },
    predict: () => Promise.reject(new Error('not asked here')),
    close: async () => undefined,
  }
  const standIn = standInEmbedder()
  const embedder: Embedder = {
    ...standIn,
    embed: (text) => {
      embedded.push(text)
      return standIn.embed(text)
    },
  }
  const memo: Memo = async (key, compute) => {
    const id = `${key.messageId} ${hashId(key.recipe, JSON.stringify(key.input))}`
    const known = answers.get(id)
    if (known !== undefined) return JSON.parse(JSON.stringify(known))
    const value = await compute()
    answers.set(id, value)
    return value
  }
  const declaration = classifier({
    reader: resource({ name: 'reader', start: async () => reader }),
    embedder: resource({ name: 'embedder', start: async () => embedder }),
  })
  const config = declaration.config.parse({})
  const { values: deps } = await startAll(declaration.resources(config))
  const handler = declaration.handle.enriched
  const to = outputsTo(declaration.produces)
  const handle = async (value: SourceMessage) => {
    if (!handler) throw new Error('no handler')
    const outcome = await handler({ value, appendedAt: 0 }, { deps, config, memo, to })
    if (outcome.kind !== 'done') throw new Error(outcome.reason)
    return outcome.outputs
  }
  return { handle, asked, embedded, answers, declaration }
}

describe('the classifier', () => {
  it('lets a failure of the model through, and publishes nothing in its place', async () => {
    const { handle, answers } = await start({ refuse: true })
    await expect(handle(message)).rejects.toThrow('the model is not there')
    expect([...answers.keys()].some((key) => key.startsWith(message.messageId))).toBe(true)
  })

  it('asks no model about a deleted message, and tells both topics', async () => {
    const { handle, asked, embedded } = await start()
    const outputs = await handle({ ...message, deleted: true, text: '', parent: null })
    expect(outputs.map(({ topic }) => topic)).toEqual([topics.classified, topics.linkInputs])
    expect(asked).toEqual([])
    expect(embedded).toEqual([])
  })

  it('asks once about a message that comes twice, and publishes the same twice', async () => {
    const { handle, asked, embedded } = await start()
    const first = await handle(message)
    expect(await handle(message)).toEqual(first)
    expect(asked).toHaveLength(1)
    expect(embedded).toEqual(['restarted it, looks good', 'checkout is down'])
  })

  it('reads a reply with its parent, whose vector it finds where the parent left it', async () => {
    const { handle, asked, embedded } = await start()
    const { messageId, text } = message.parent ?? { messageId: '', text: '' }
    await handle({ ...message, messageId, text, parent: null })
    await handle(message)
    expect(embedded).toEqual(['checkout is down', 'restarted it, looks good'])
    expect(asked[1]).toMatchObject({ text: message.text, parentText: 'checkout is down' })
    expect(asked[1]?.parentVector).toEqual(asked[0]?.vector)
  })

  it('embeds no empty text', async () => {
    const { handle, embedded, asked } = await start()
    await handle({ ...message, text: ' ', parent: null })
    expect(embedded).toEqual([])
    expect(asked[0]).toMatchObject({ vector: null, parentVector: null })
  })

  it('does not ask what a message is that somebody said outright, but still makes it searchable', async () => {
    const { handle, asked } = await start()
    const [classified, linkInput] = await handle({ ...message, said: { type: 'resolution' } })
    expect(asked).toEqual([])
    expect(classified?.value).toMatchObject({ classification: null, vector: expect.any(String) })
    expect(linkInput?.value).toMatchObject({ saidType: 'resolution', complete: 1 })
  })

  it('has one setting, with a default', async () => {
    const { declaration } = await start()
    expect(declaration.config.parse({})).toEqual({ CLASSIFIER_MIN_CONFIDENCE: 0.6 })
    expect(declaration.config.safeParse({ CLASSIFIER_MIN_CONFIDENCE: '60' }).success).toBe(false)
  })
})
