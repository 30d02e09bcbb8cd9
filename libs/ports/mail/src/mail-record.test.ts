import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHead, readMail } from './mail-record.ts'

const head = async (...lines: string[]) => {
  const read = await readHead(Buffer.from(`${lines.join('\r\n')}\r\n\r\nbody`))
  if (!read.ok) throw new Error(read.reason)
  return read.mail
}

describe('the head of a mail', () => {
  it('may be empty', async () => {
    expect(await head('')).toMatchObject({
      messageId: '',
      inReplyTo: [],
      references: [],
      subject: '',
      from: null,
      recipients: [],
      time: null,
      automatic: null,
    })
  })

  it.each([
    ['<a@x>', ['a@x']],
    ['<a@x> <b@x>\r\n <c@x>', ['a@x', 'b@x', 'c@x']],
    ['a@x b@x', ['a@x', 'b@x']],
    ['Your message of Monday "<a@x>"', ['a@x']],
    ['Your message of Monday', []],
    ['<>', []],
    ['< a@x >', ['a@x']],
  ])('names mails as %j', async (field, ids) => {
    expect((await head(`References: ${field}`)).references).toEqual(ids)
    expect((await head(`In-Reply-To: ${field}`)).inReplyTo).toEqual(ids)
  })

  it('keeps of a long line of mails the first and the nearest', async () => {
    const { references } = await head(`References: ${Array.from({ length: 900 }, (_, n) => `<${n}@x>`).join('\r\n ')}`)
    expect(references).toHaveLength(200)
    expect([references[0], references.at(-1)]).toEqual(['0@x', '899@x'])
  })

  it('reads people in groups, in any case, each once, and none without an address', async () => {
    const read = await head(
      'To: Team: Ada <ADA@x.example>, ben@x.example;, undisclosed-recipients:;',
      'Cc: "Ada L." <ada@x.example>, nobody, <a:b@x.example>',
    )
    expect(read.recipients).toEqual(['ada@x.example', 'ben@x.example'])
  })

  it('takes the sender where nobody is named as author', async () => {
    expect((await head('Sender: Bot <bot@x.example>')).from).toEqual({ name: 'Bot', address: 'bot@x.example' })
  })

  it('is dated by its topmost hop, else by its date', async () => {
    const received = [
      'Received: by b; Tue, 9 Sep 2025 10:00:00 +0000',
      'Received: by a; Mon, 8 Sep 2025 10:00:00 +0000',
    ]
    const date = 'Date: Sun, 7 Sep 2025 10:00:00 +0000'
    expect((await head(...received, date)).time).toBe(Date.parse('2025-09-09T10:00:00Z'))
    expect((await head('Received: by b', date)).time).toBe(Date.parse('2025-09-07T10:00:00Z'))
  })

  it.each([
    ['Auto-Submitted: no', null],
    ['Precedence: list', null],
    ['Auto-Submitted: auto-replied (vacation)', 'reply'],
    ['X-Autoreply: yes', 'reply'],
    ['Precedence: auto_reply', 'reply'],
    ['From: postmaster@x.example', 'reply'],
    ['Content-Type: multipart/report; report-type=delivery-status; boundary=b', 'reply'],
    ['Auto-Submitted: auto-generated', 'sent'],
    ['From: no-reply@x.example', 'sent'],
    ['From: alerts@x.example', 'sent'],
  ])('tells what a machine wrote: %s', async (line, automatic) => {
    expect((await head(line)).automatic).toBe(automatic)
  })
})

describe('a mail', () => {
  const words = async (contentType: string, ...body: string[]) => {
    const read = await readMail(Buffer.from(['Subject: x', contentType, 'To: a@x.example', '', ...body].join('\r\n')))
    if (!read.ok) throw new Error(read.reason)
    return { text: read.mail.text.trim(), files: read.mail.attachments.length, to: read.mail.recipients }
  }

  it.each([
    ['no boundary', 'Content-Type: multipart/mixed'],
    ['an empty one', 'Content-Type: multipart/mixed; boundary=""'],
    ['one that never comes', 'Content-Type: multipart/mixed;\r\n boundary="other"'],
    ['two kinds', 'Content-Type: multipart/mixed\r\nContent-Type: multipart/alternative'],
  ])('of parts with %s keeps its words', async (_, contentType) => {
    expect(await words(contentType, 'The checkout is down.', '-- ', 'Ada')).toEqual({
      text: 'The checkout is down.\n-- \nAda',
      files: 0,
      to: ['a@x.example'],
    })
  })

  it('of parts with a wrong boundary is read by the one that is there', async () => {
    const parts = ['--b1', 'Content-Type: text/plain', '', 'down again', '--b1', 'Content-Type: image/png', '', 'x']
    expect(await words('Content-Type: multipart/mixed; boundary=b2', 'a note', ...parts, '--b1--')).toMatchObject({
      text: 'down again',
      files: 1,
    })
  })

  it('of parts that are empty has no words', async () => {
    const parts = ['--b1', 'Content-Type: text/plain', '', '', '--b1--']
    expect(await words('Content-Type: multipart/alternative; boundary="b1"', ...parts)).toMatchObject({ text: '' })
  })

  it('with more headers than any has, or nested too deep, is refused with a reason', async () => {
    const many = Buffer.from(`${'X-A: b\r\n'.repeat(300_000)}\r\nbody`)
    expect(await readMail(many)).toMatchObject({ ok: false, reason: expect.stringContaining('no readable mail') })
  })

  it('is read, or refused with a reason, whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const read = await readMail(bytes)
        expect(read.ok ? typeof read.mail.text : read.reason.length > 0).toBeTruthy()
      }),
    )
  })
})
