// What the fitted weights must get right, with the vectors of the real sentence model.

import { type MessageType, messageTypes } from '@thala/contracts'
import { type Embedder, openLocalEmbedder } from '@thala/embedder'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localReader } from '../src/local.ts'
import type { Example } from '../src/port.ts'

const REPORT = 'Checkout is down, customers get a 502 when they pay'
const reader = localReader()
let embedder: Embedder
beforeAll(async () => {
  embedder = await openLocalEmbedder()
})
afterAll(() => embedder.close())

async function classify(text: string, parentText: string | null = null) {
  const vector = await embedder.embed(text)
  const parentVector = parentText === null ? null : await embedder.embed(parentText)
  return reader.classify({ text, parentText, vector, parentVector, hasReadableImage: false })
}

async function typeOf(text: string, parentText: string | null = null): Promise<MessageType | undefined> {
  const { types } = await classify(text, parentText)
  return messageTypes.toSorted((a, b) => types[b] - types[a])[0]
}

describe('the type', () => {
  it.each([
    [REPORT],
    ['is anyone else getting logged out every few minutes?'],
    ['payments api is returning 500s since the deploy'],
    ['cannot connect to the VPN from home, it times out after 30s'],
    ['[FIRING] HighErrorRate payments-api 5xx > 5% for 10m'],
  ])('of %j is incident_report', async (text) => {
    expect(await typeOf(text)).toBe('incident_report')
  })

  it.each([
    ['we rolled back, checkout works again'],
    ['that did it, back to normal'],
    ['should be ok now, monitoring'],
    ['the payment outage from this morning is resolved, an expired certificate was the root cause'],
  ])('of %j under a report is resolution', async (text) => {
    expect(await typeOf(text, REPORT)).toBe('resolution')
  })

  it.each([['any update on this?'], ['is it fixed?'], ['not fixed yet'], ['still seeing 502s'], ['looking into it']])(
    'of %j under a report is discussion',
    async (text) => {
      expect(await typeOf(text, REPORT)).toBe('discussion')
    },
  )

  it.each([['anyone else seeing this?'], ['hmm this looks weird'], ['can someone review my pull request?']])(
    'of %j, which names no service, symptom or action, is discussion',
    async (text) => {
      expect(await typeOf(text)).toBe('discussion')
    },
  )

  it.each([['happy birthday Ana!'], ['who is in for lunch?'], ['the pizza order got fixed, food is here at noon']])(
    'of %j is unrelated',
    async (text) => {
      expect(await typeOf(text)).toBe('unrelated')
    },
  )

  it.each([['please save the file as UTF-8'], ['use SHA-256 for the checksum']])(
    'of %j is neither a report nor a fix',
    async (text) => {
      expect(['discussion', 'unrelated']).toContain(await typeOf(text))
    },
  )
})

describe('the parent', () => {
  it('decides what a short text is', async () => {
    const open = await classify('502s on checkout')
    const reply = await classify('502s on checkout', 'Checkout is failing for some customers')
    expect(reply.types.discussion).toBeGreaterThan(open.types.discussion + 0.1)
  })

  it('tells what a reply is about', async () => {
    const reply = 'that did it, works again'
    expect((await classify(reply, 'nobody can log in, single sign-on loops')).category).toBe('Authentication')
    expect((await classify(reply, 'all card payments are declined, no refunds either')).category).toBe('Payment')
  })
})

describe('whether a fix is complete', () => {
  it.each([['that did it, back to normal'], ['confirmed fixed, no errors for two hours']])('%j is', async (text) => {
    expect((await classify(text, REPORT)).fix).toBe('complete')
  })

  it.each([
    ['should be ok now, monitoring'],
    ['deployed a possible fix, please test'],
    ['EU is fine again, US still failing'],
    ['is it fixed?'],
    ['not fixed yet'],
  ])('%j is not', async (text) => {
    expect((await classify(text, REPORT)).fix).toBe('tentative')
  })
})

describe('predict', () => {
  const text = 'confirmation mails do not arrive, the queue grows'
  const predict = async (examples: Example[], of = text) =>
    reader.predict({ text: of, vector: await embedder.embed(of), examples })
  const example = (similarity: number): Example => ({ text: 'x', category: 'Storage', severity: 'Low', similarity })

  it('answers for an empty text', async () => {
    const answer = await predict([], '')
    expect(answer.confidence).toBeGreaterThanOrEqual(0.5)
  })

  it('says what a report would be', async () => {
    expect(await predict([])).toMatchObject({ category: 'Email', likelihood: 'Likely' })
    expect(await predict([], 'who is in for lunch?')).toMatchObject({ likelihood: 'Not Likely' })
  })

  it('is swayed by equal past incidents, and says so', async () => {
    const answer = await predict([example(1), example(0.99)])
    expect(answer).toMatchObject({ category: 'Storage', severity: 'Low' })
    expect(answer.reasoning).toContain('2 similar past incidents weighed in.')
  })

  it('ignores past incidents that are not alike, and similarities that are no numbers between -1 and 1', async () => {
    expect(await predict([example(0.4), example(-1), example(0)])).toEqual(await predict([]))
    expect((await predict([example(1e9)])).confidence).toBeLessThanOrEqual(1)
  })
})
