import {
  type Classification,
  classifiedMessage,
  type LinkInput,
  likeliestType,
  linkInput,
  type SourceMessage,
  slackMessageId,
} from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Answers,
  classified,
  isRead,
  linkInputOf,
  linkTypes,
  prepared,
  readingKey,
  readRequest,
  vectorKey,
} from './decide.ts'

const ID = slackMessageId('T1', 'C1', '1757410910.844009')
const VECTOR = Buffer.alloc(384, 3).toString('base64')
const MIN = 0.6

const message = (fields: Partial<SourceMessage> = {}): SourceMessage => ({
  v: 1,
  id: 'e1',
  messageId: ID,
  conversationId: 'slack:T1:C1',
  threadId: null,
  source: 'slack',
  at: 1757410910844,
  revision: 1757410910844,
  deleted: false,
  author: { id: 'slack:T1:U1', name: 'ada', kind: 'person' },
  text: 'checkout is down',
  parent: null,
  attachments: [],
  permalink: 'https://slack.com/archives/C1/p1757410910844009',
  audience: 'workspace',
  said: null,
  ...fields,
})

const types = (report: number, resolution: number, discussion: number, unrelated: number) => ({
  incident_report: report,
  resolution,
  discussion,
  unrelated,
})

const reading = (fields: Partial<Classification> = {}): Classification => ({
  types: types(0.9, 0.05, 0.03, 0.02),
  complete: 0.2,
  fix: 'tentative',
  category: 'Payment',
  categoryConfidence: 0.8,
  severity: 'High',
  severityConfidence: 0.7,
  reasoning: 'Names a service that fails.',
  model: 'stand-in 1',
  ...fields,
})

const answers = (fields: Partial<Answers> = {}): Answers => ({ vector: VECTOR, classification: reading(), ...fields })
const picture = { name: 'error.png', mimeType: 'image/png', bytes: 9, url: null, text: 'ORA-00060 deadlock' }
const input = (m: SourceMessage, a: Answers = answers(), min = MIN) => linkInputOf(prepared(m), a, min)

const noColumns = {
  createdAt: 0,
  resolvedAt: null,
  status: null,
  priority: null,
  channel: null,
  queue: null,
  agentId: null,
  satisfactionScore: null,
  slaBreach: null,
  reopenedCount: null,
}

describe('a deleted message', () => {
  const gone = message({
    deleted: true,
    text: 'a remnant',
    quoted: 'a remnant of others',
    ticket: { ...noColumns, requester: 'ada' },
    parent: { messageId: 'p', text: 'another' },
    attachments: [picture],
  })

  it('is published without a trace of what was said, whatever the source left in', () => {
    const result = classified(prepared(gone), answers(), MIN)
    expect(JSON.stringify(result)).not.toMatch(/remnant|another|ORA|ada/)
    expect(result).toMatchObject({ deleted: true, classification: null, terms: [], vector: null })
  })

  it('weighs nothing for the linker', () => {
    expect(input(gone)).toMatchObject({
      deleted: true,
      author: null,
      types: types(0, 0, 0, 1),
      complete: 0,
      category: null,
      vector: null,
      terms: [],
      references: { incidents: [], messages: [], issues: [] },
    })
  })

  it('is not shown to a model', () => {
    expect(isRead(gone)).toBe(false)
  })
})

describe('what the models see', () => {
  it('is the text without markup, then what was read from attachments, by name', () => {
    const unread = { ...picture, name: 'big.bin', text: null, reason: 'not fetched' }
    const { text } = prepared(
      message({ text: 'see <https://x.example|this> &amp; that', attachments: [picture, unread] }),
    )
    expect(text).toBe('see this & that\n[Attachment: error.png] ORA-00060 deadlock')
  })

  it('knows the parent by its text, and no parent from an empty one', () => {
    expect(prepared(message()).parentText).toBeNull()
    expect(prepared(message({ parent: { messageId: 'p', text: '' } })).parentText).toBeNull()
    expect(prepared(message({ parent: { messageId: 'p', text: '<!here> down' } })).parentText).toBe('@here down')
  })

  it('says when a picture was read, and not when it only has a name', () => {
    const request = (fields: Partial<SourceMessage>) => readRequest(prepared(message(fields)), VECTOR, null)
    expect(request({ attachments: [picture] }).hasReadableImage).toBe(true)
    expect(request({ attachments: [{ ...picture, text: '' }] }).hasReadableImage).toBe(false)
    expect(request({ attachments: [{ ...picture, mimeType: 'text/plain' }] }).hasReadableImage).toBe(false)
  })

  it('has vectors of signed bytes', () => {
    const request = readRequest(prepared(message()), VECTOR, null)
    expect(request.vector).toEqual(new Int8Array(384).fill(3))
    expect(request.parentVector).toBeNull()
  })
})

describe('what is remembered', () => {
  const models = { reader: { model: 'r1' }, embedder: { model: 'e1' } }
  const key = (fields: Partial<SourceMessage> = {}, with_ = models) =>
    JSON.stringify(readingKey(with_, prepared(message(fields))))

  it('is asked again when a text, the parent or a model changed, and else not', () => {
    expect(key({ id: 'e2', revision: 9, author: null })).toBe(key())
    const others = [
      key({ text: 'checkout is up' }),
      key({ parent: { messageId: 'p', text: 'any news?' } }),
      key({}, { ...models, reader: { model: 'r2' } }),
      key({}, { ...models, embedder: { model: 'e2' } }),
    ]
    expect(new Set([key(), ...others]).size).toBe(5)
  })

  it('belongs to the message, so that its deletion erases it', () => {
    expect(readingKey(models, prepared(message())).messageId).toBe(ID)
    expect(vectorKey(models.embedder, 'p', 'x')).toEqual({ messageId: 'p', recipe: 'vector e1', input: { text: 'x' } })
  })
})

describe('a classified message', () => {
  it('fits its topic and keeps the message, with terms and vector', () => {
    const result = classified(prepared(message()), answers(), MIN)
    expect(classifiedMessage.safeParse({ v: 1, id: 'c1', ...result }).error).toBeUndefined()
    expect(result).toMatchObject({ text: 'checkout is down', vector: VECTOR, classification: reading() })
    expect(result.terms).toContain('checkout')
  })

  it('is searched by the words of its attachments too', () => {
    expect(classified(prepared(message({ attachments: [picture] })), answers(), MIN).terms).toContain('deadlock')
  })

  it('says when it was too unsure, and keeps the probabilities as they were given', () => {
    const unsure = reading({ types: types(0.5, 0.2, 0.2, 0.1), reasoning: 'x'.repeat(2_000) })
    const { classification } = classified(prepared(message()), answers({ classification: unsure }), MIN)
    expect(classification?.types).toEqual(unsure.types)
    expect(classification?.reasoning).toHaveLength(2_000)
    expect(classification?.reasoning).toMatch(/Too unsure \(incident_report 0\.50, under 0\.6\)/)
  })
})

describe('the type that the linker weighs', () => {
  it('is discussion for a report or a resolution that is too unsure', () => {
    expect(linkTypes(types(0.5, 0.2, 0.2, 0.1), MIN)).toEqual(types(0, 0.2, 0.7, 0.1))
    expect(linkTypes(types(0.2, 0.5, 0.2, 0.1), MIN)).toEqual(types(0.2, 0, 0.7, 0.1))
  })

  it('is as read where it is sure enough, or opens and closes nothing', () => {
    for (const sure of [types(0.6, 0.2, 0.1, 0.1), types(0.3, 0.1, 0.4, 0.2), types(0.3, 0.2, 0.1, 0.4)])
      expect(linkTypes(sure, MIN)).toBe(sure)
  })

  it('is never a report or a resolution below the limit, and loses no probability', () => {
    const share = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100)).filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(share, fc.double({ min: 0, max: 1, noNaN: true }), ([a, b, c, d], min) => {
        const sum = a + b + c + d
        const read = linkTypes(types(a / sum, b / sum, c / sum, d / sum), min)
        const type = likeliestType(read)
        expect(Object.values(read).reduce((x, y) => x + y)).toBeCloseTo(1)
        if (type === 'incident_report' || type === 'resolution') expect(read[type]).toBeGreaterThanOrEqual(min)
      }),
    )
  })
})

describe('a link input', () => {
  const parsed = (fields: Partial<SourceMessage> = {}, a?: Answers): LinkInput =>
    linkInput.parse({ v: 1, id: 'l1', ...input(message(fields), a) })

  it('fits its topic and holds no text', () => {
    const result = parsed({ text: 'Checkout of Nettlecart is down', attachments: [picture] })
    expect(JSON.stringify(result)).not.toMatch(/heckout|ettlecart|deadlock|Names a service|ada"/)
    expect(result).toMatchObject({ author: 'slack:T1:U1', category: 'Payment', severity: 'High', complete: 0.2 })
    expect(result.terms.length).toBeGreaterThan(3)
  })

  it('names a category and a severity only where an incident is opened or closed', () => {
    const chat = answers({ classification: reading({ types: types(0.1, 0.1, 0.7, 0.1) }) })
    expect(parsed({}, chat)).toMatchObject({ category: null, severity: null })
  })

  it('refers to messages by permalink, but not to itself, and not to what was read from a picture', () => {
    const link = (ts: string) => `<https://acme.slack.com/archives/C2/p${ts}|here>`
    const other = slackMessageId('T1', 'C2', '1757410000.000100')
    expect(parsed({ text: `fixes ${link('1757410000000100')}` }).references.messages).toEqual([other])
    expect(parsed({ text: 'again https://slack.com/archives/C1/p1757410910844009' }).references.messages).toEqual([])
    const shot = { ...picture, text: 'INC-ABCDEFG' }
    expect(parsed({ attachments: [shot] }).references.incidents).toEqual([])
    expect(parsed({ text: 'same as INC-ABCDEFG' }).references.incidents).toEqual(['INC-ABCDEFG'])
  })

  it('names whatever looks like an issue, and is one itself in a tracker', () => {
    expect(parsed({ text: 'OPS-440 again, with SHA-256' }).references.issues).toEqual(['OPS-440', 'SHA-256'])
    const place = { messageId: 'jira:s:7', conversationId: 'jira:s:OPS', source: 'jira' } as const
    const at = (permalink: string) => parsed({ ...place, permalink }).issue
    expect(at('https://acme.atlassian.net/browse/OPS-440')).toBe('OPS-440')
    expect(at('https://acme.atlassian.net/browse/OPS-440?focusedCommentId=9')).toBeNull()
    expect(parsed({ permalink: 'https://acme.atlassian.net/browse/OPS-440' }).issue).toBeNull()
  })

  it('does not read permalinks of Slack in a message from elsewhere', () => {
    const text = 'https://acme.slack.com/archives/C2/p1757410000000100'
    expect(
      parsed({ messageId: 'mail:a:1', conversationId: 'mail:a', source: 'email', text }).references.messages,
    ).toEqual([])
  })
})

describe('what a person or a system of record said', () => {
  it('bypasses the reader', () => {
    expect(isRead(message({ said: { type: 'resolution' } }))).toBe(false)
    expect(isRead(message({ said: { type: 'incident_report', category: 'API', severity: 'Low' } }))).toBe(false)
    expect(isRead(message({ deleted: true, said: { type: 'incident_report' } }))).toBe(false)
    expect(isRead(message({ said: { severity: 'Low' } }))).toBe(true)
    expect(isRead(message())).toBe(true)
  })

  it('leaves to the reader what it does not say of an incident', () => {
    const said = { type: 'incident_report', severity: 'Low' } as const
    expect(isRead(message({ said }))).toBe(true)
    const discussion = reading({ types: types(0.1, 0.1, 0.7, 0.1) })
    expect(input(message({ said }), answers({ classification: discussion }))).toMatchObject({
      types: types(1, 0, 0, 0),
      category: 'Payment',
      severity: 'Low',
    })
  })

  it('is the type, the category and the severity, outright', () => {
    const said = { type: 'incident_report', category: 'Network', severity: 'Low' } as const
    expect(input(message({ said }), answers({ classification: null }))).toMatchObject({
      types: types(1, 0, 0, 0),
      saidType: 'incident_report',
      category: 'Network',
      severity: 'Low',
      complete: 0,
    })
  })

  it('outranks what was read', () => {
    expect(input(message({ said: { severity: 'Low' } }))).toMatchObject({
      severity: 'Low',
      category: 'Payment',
      saidType: null,
    })
  })

  it.each<[said: NonNullable<SourceMessage['said']>, complete: number]>([
    [{ type: 'resolution' }, 1],
    [{ type: 'resolution', status: 'Open' }, 0],
    [{ status: 'Resolved' }, 1],
  ])('tells whether a fix is final: %o', (said, complete) => {
    const a = answers({ classification: said.type ? null : reading() })
    expect(input(message({ said }), a)).toMatchObject({ complete, saidStatus: said.status ?? null })
  })
})
