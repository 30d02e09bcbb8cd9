import { parseReaders, sha256, sourceMessage } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MboxOptions, openMbox } from './mbox-export.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const PNG = Buffer.from('iVBORw0KGgo=', 'base64')
const fromAt = (day: number) => `From ada@acme.example Mon Sep ${String(day).padStart(2)} 09:41:50 2025`

const headers = (fields: Record<string, string | undefined>) =>
  Object.entries({
    From: 'Ada Lovelace <Ada@acme.example>',
    To: 'ops@acme.example',
    Subject: 'Checkout fails',
    ...fields,
  })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
    .join('\n')
const mail = (fields: Record<string, string | undefined>, body: string, day = 8) =>
  `${fromAt(day)}\n${headers(fields)}\n\n${body}\n\n`

async function read(content: string | Buffer, options: Partial<MboxOptions> = {}) {
  const bytes = Buffer.from(content)
  const file = {
    async *chunks() {
      yield bytes
    },
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  }
  const opened = await openMbox(file, { receivedAt: NOW, readers: parseReaders(''), ...options })
  const items = await Array.fromAsync(opened.messages())
  const messages = items.flatMap((item) => (item.kind === 'message' ? [item] : []))
  return {
    ...opened,
    events: messages.map(({ event }) => event),
    messages,
    rejects: items.filter(({ kind }) => kind === 'reject'),
  }
}

describe('a mail that lacks something', () => {
  it('such as every date is told with its place and bytes, not dated now', async () => {
    const text = `From x Mon Feb 31 09:41:50 2025\n${headers({ Date: 'rubbish' })}\n\nlost?\n`
    const { events, rejects } = await read(`${text}${mail({}, 'found')}`)
    expect(events).toHaveLength(1)
    expect(rejects).toMatchObject([{ where: 'mail at byte 32', reason: expect.stringContaining('no date') }])
  })

  it.each([
    [
      'Received',
      { Received: 'by x; Tue, 9 Sep 2025 10:00:00 +0000', Date: 'Wed, 10 Sep 2025 10:00:00 +0000' },
      '2025-09-09T10:00:00Z',
    ],
    ['Date', { Date: 'Wed, 10 Sep 2025 10:00:00 +0000' }, '2025-09-10T10:00:00Z'],
  ])('such as the date of its From line is dated by %s', async (_, fields, expected) => {
    const { events } = await read(`From x Mon Feb 31 09:41:50 2025\n${headers(fields)}\n\nhello\n`)
    expect(events[0]?.at).toBe(Date.parse(expected))
  })

  it('such as a Message-ID has the same id in each reading, and another than its neighbour', async () => {
    const mbox = mail({}, 'one') + mail({}, 'two')
    const ids = (await read(mbox)).events.map(({ messageId }) => messageId)
    expect(new Set(ids).size).toBe(2)
    expect((await read(mbox)).events.map(({ messageId }) => messageId)).toEqual(ids)
  })

  it('such as a sender or a subject is told all the same', async () => {
    const { events } = await read(mail({ From: undefined, Subject: undefined }, 'words'))
    expect(events).toMatchObject([{ author: null, text: 'words' }])
  })

  it('that is larger than any mail is told with its beginning, and the rest goes on', async () => {
    const { events, rejects } = await read(`${mail({}, 'x'.repeat(64 * 2 ** 20))}${mail({}, 'small', 9)}`)
    expect(events).toHaveLength(1)
    expect(rejects).toMatchObject([{ reason: expect.stringContaining('at most') }])
  })

  it('that is nested without end is told, and the rest goes on', async () => {
    let body = 'x'
    for (let depth = 0; depth < 80; depth++)
      body = `--b${depth}\nContent-Type: multipart/mixed; boundary=b${depth - 1}\n\n${body}\n--b${depth}--\n`
    const { events, rejects } = await read(
      mail({ 'Content-Type': 'multipart/mixed; boundary=b79' }, body) + mail({}, 'ok', 9),
    )
    expect([events.length, rejects.length]).toEqual([1, 1])
  })
})

it('a mail with fields of many kilobytes is told within the bounds of a message', async () => {
  const huge = 'x'.repeat(20_000)
  const references = Array.from({ length: 1_000 }, (_, n) => `<${n}@x>`).join(' ')
  const fields = { From: `${huge} <${huge}@x>`, Subject: huge, 'Message-ID': `<${huge}>`, References: references }
  const { events, rejects } = await read(mail(fields, 'y'.repeat(1_000_000)), { account: 'ops@acme.example' })
  expect(events.length + rejects.length).toBe(1)
  for (const event of events) expect(sourceMessage.safeParse({ v: 1, ...event }).error).toBeUndefined()
})

describe('letters', () => {
  it('survive headers in the code page of Windows', async () => {
    const { events } = await read(
      Buffer.from(mail({ From: 'Jörg <j@acme.example>', Subject: 'Störung' }, 'aus'), 'latin1'),
    )
    expect(events[0]).toMatchObject({ author: { name: 'Jörg' }, text: 'Störung\n\naus' })
  })

  it.each(['utf-8', 'us-ascii', 'x-unknown'])('survive a body that wrongly claims to be %s', async (charset) => {
    const text = mail({ 'Content-Type': `text/plain; charset="${charset}"` }, 'Grüße')
    expect((await read(Buffer.from(text, 'latin1'))).events[0]?.text).toContain('Grüße')
  })

  it('survive encoded words, quoted-printable and base64', async () => {
    const fields = {
      Subject: '=?utf-8?B?U3TDtnJ1bmc=?=',
      'Content-Type': 'text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding': 'quoted-printable',
    }
    expect((await read(mail(fields, 'Gr=FC=DFe'))).events[0]?.text).toBe('Störung\n\nGrüße')
  })
})

describe('a mail', () => {
  it('is a message of its mailbox, dated by when that took it in', async () => {
    const { events, entry } = await read(
      mail({ 'Message-ID': '<1@x>', Date: 'Sun, 7 Sep 2025 10:00:00 +0000' }, 'Every card fails'),
    )
    expect(events[0]).toMatchObject({
      conversationId: 'mail:ops@acme.example',
      source: 'email',
      at: Date.parse('2025-09-08T09:41:50Z'),
      revision: Date.parse('2025-09-08T09:41:50Z'),
      author: { id: 'mail:person:ada@acme.example', name: 'Ada Lovelace', kind: 'person' },
      text: 'Checkout fails\n\nEvery card fails',
      said: null,
    })
    expect(sourceMessage.safeParse({ v: 1, ...events[0] }).success).toBe(true)
    expect(entry.subject).toMatchObject({ visibility: 'private', operators: true })
  })

  it('says its own words; what it repeats is kept beside them', async () => {
    const first = mail({ 'Message-ID': '<1@x>' }, 'Every card fails')
    const second = mail(
      { 'Message-ID': '<2@x>', 'In-Reply-To': '<1@x>', Subject: 'Re: Checkout fails' },
      'Fixed.\n\nOn Monday, Ada wrote:\n>Every card fails',
      9,
    )
    const [report, fix] = (await read(second + first)).events
    expect(fix).toMatchObject({
      text: 'Fixed.',
      quoted: 'On Monday, Ada wrote:\n>Every card fails',
      threadId: report?.threadId,
      parent: { messageId: report?.messageId, text: report?.text },
    })
  })

  it('in HTML alone reads as text', async () => {
    const { events } = await read(mail({ 'Content-Type': 'text/html' }, '<p>Every <b>card</b> fails</p>'))
    expect(events[0]?.text).toBe('Checkout fails\n\nEvery card fails')
  })

  it('brings its files, pictures in the text and whole mails too, under the hash of their bytes', async () => {
    const part = (type: string, more: string, body: string) => `--b\nContent-Type: ${type}\n${more}\n${body}\n`
    const body =
      part('text/plain', '', 'see below') +
      part(
        'image/png; name="e.png"',
        'Content-Transfer-Encoding: base64\nContent-ID: <i>\nContent-Disposition: inline\n',
        PNG.toString('base64'),
      ) +
      part('message/rfc822', '', 'Subject: inner\n\ninner words') +
      '--b--'
    const { messages } = await read(mail({ 'Content-Type': 'multipart/mixed; boundary=b' }, body))
    const [message] = messages
    expect(message?.event.attachments).toMatchObject([
      { name: 'e.png', mimeType: 'image/png', sha256: sha256(PNG), bytes: PNG.length, text: null },
      { name: 'message.eml', mimeType: 'message/rfc822' },
    ])
    expect(message?.files.map((bytes) => sha256(bytes))).toEqual(message?.event.attachments.map(({ sha256 }) => sha256))
  })

  it.each([
    ['a note of absence', { 'Auto-Submitted': 'auto-replied' }, { type: 'unrelated' }],
    ['a bounce', { From: 'Mail Delivery <MAILER-DAEMON@acme.example>' }, { type: 'unrelated' }],
    ['an alarm', { 'Auto-Submitted': 'auto-generated' }, null],
  ])('that a machine wrote is marked: %s', async (_, fields, said) => {
    expect((await read(mail(fields, 'x'))).events[0]).toMatchObject({ author: { kind: 'bot' }, said })
  })

  it("that went through a list of people is a person's", async () => {
    const list = { Precedence: 'bulk', 'List-Id': '<ops.acme.example>' }
    expect((await read(mail(list, 'x'))).events[0]?.author?.kind).toBe('person')
    expect((await read(mail({ Precedence: 'bulk' }, 'x'))).events[0]?.author?.kind).toBe('bot')
  })

  it('of a mapped mailbox is open to those who read along', async () => {
    const { events } = await read(mail({}, 'x'), { readers: parseReaders('mail:ops@acme.example=workspace') })
    expect(events[0]?.audience).toBe('workspace')
  })

  it('unwraps lines that the mbox had to mark', async () => {
    expect((await read(mail({}, '>From now on all is well'))).events[0]?.text).toContain('\nFrom now on all is well')
  })
})

describe('whose mailbox it is', () => {
  it('is what the operator says, else where most was delivered, else to whom most went', async () => {
    const both =
      mail({ To: 'list@acme.example', 'Delivered-To': 'me@acme.example' }, 'x') + mail({ To: 'list@acme.example' }, 'y')
    expect((await read(both)).account).toBe('me@acme.example')
    expect((await read(mail({ To: 'list@acme.example' }, 'x'))).account).toBe('list@acme.example')
    expect((await read(both, { account: 'OPS@acme.example' })).account).toBe('ops@acme.example')
  })

  it('must be said where no mail does', async () => {
    await expect(read(mail({ To: undefined }, 'x'))).rejects.toThrow('--account ops@acme.example')
    await expect(read(mail({}, 'x'), { account: 'ops' })).rejects.toThrow('--account ops: expected the address')
  })
})

it('an mbox is told in source-time order', async () => {
  const { events } = await read(mail({}, 'c', 10) + mail({}, 'a', 8) + mail({}, 'b', 9))
  expect(events.map(({ text }) => text.at(-1))).toEqual(['a', 'b', 'c'])
})

it('no mail is lost, whatever it holds', async () => {
  const piece = fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=b\n',
    '--b\n',
    '--b--\n',
    '\n',
    'Subject: =?x?Q?=\n',
    'To: <>\n',
    '\u0000',
    'é',
    '__proto__: x\n',
    'References: <<>>\n',
    'Content-Transfer-Encoding: base64\n',
    '====\n',
    'charset=utf-8',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(piece, { maxLength: 15 }), { minLength: 1, maxLength: 4 }), async (mails) => {
      const mbox = mails.map((pieces, day) => `${fromAt(day + 1)}\n${pieces.join('')}\n`).join('')
      const { events, rejects } = await read(mbox, { account: 'ops@acme.example' })
      expect(events.length + rejects.length).toBe(mails.length)
      for (const event of events) expect(sourceMessage.safeParse({ v: 1, ...event }).success).toBe(true)
    }),
    { numRuns: 60 },
  )
})
