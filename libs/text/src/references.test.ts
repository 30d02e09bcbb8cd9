import { shortIncidentId } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_REFERENCES } from './limits.ts'
import { references } from './references.ts'

const issues = (text: string, ...projects: string[]) => references(text, { projects: new Set(projects) }).issues
const messages = (text: string) => references(text, { team: 'T1' }).messages

describe('what is no reference', () => {
  const lookalikes =
    'UTF-8 SHA-256 node-12 ISO-8859 ISO-8859-1 CVE-2024-1 RFC-7231 HTTP-502 TLS-1 ORA-00060 E-1042 COVID-19 GPT-4 X-1'

  it('is read from no text at all', () => {
    for (const text of ['', 'INC-', 'OPS-', '/browse/', 'https://x.slack.com/archives/', '\ud800']) {
      expect(references(text, { team: 'T1', projects: new Set(['OPS']) })).toEqual({
        incidents: [],
        messages: [],
        issues: [],
      })
    }
  })

  it('is found among tokens that look like issue keys, with or without known projects', () => {
    expect(issues(lookalikes)).toEqual([])
    expect(issues(lookalikes, 'OPS', 'PAY')).toEqual([])
  })

  it('is anything of the form where the caller knows which issues there are', () => {
    expect(references('OPS-123, not UTF_8 or v1.2-3', { projects: 'any' }).issues).toEqual(['OPS-123'])
  })

  it('is an issue key when no project is known', () => {
    expect(references('OPS-123').issues).toEqual([])
  })

  it.each([
    'ops-123',
    'Ops-123',
    'OPS-0123',
    'OPS-0',
    'OPS-12345678',
    'OPS-123x',
    'OPS-12-3',
    'OPS-1.2',
    'XOPS-123',
    'A-OPS-1',
    'MY_OPS-1',
    'OPS-1_b',
    'OPS 123',
    'OPS–123',
    'ÄOPS-1',
  ])('is %s, although OPS is a project', (text) => {
    expect(issues(text, 'OPS')).toEqual([])
  })

  it.each(['SHA-256', 'UTF-8'])('is %s even where a project of another name is known', (text) => {
    expect(issues(`${text} OPS-1`, 'OPS')).toEqual(['OPS-1'])
  })

  it('is a permalink when the team is unknown', () => {
    const link = 'https://acme.slack.com/archives/C123/p1760000000123456'
    expect(references(link).messages).toEqual([])
    expect(references(link, { team: null }).messages).toEqual([])
  })

  it.each([
    'https://acme.slack.com/archives/C123',
    'https://acme.slack.com/archives/C123/p17600000',
    'https://acme.slack.com/archives/C123/p176000000012345678',
    'https://acme.slack.com/archives/C123/1760000000123456',
    'https://acme.slack.com/archives/U123/p1760000000123456',
    'https://acme.slack.com/archives/c123/p1760000000123456',
    'https://acme.slack.com/files/C123/p1760000000123456',
    'http://acme.slack.com/archives/C123/p1760000000123456',
  ])('is %s', (text) => {
    expect(messages(text)).toEqual([])
  })
})

describe('issue keys', () => {
  it.each([
    ['OPS-123', ['OPS-123']],
    ['fixed in OPS-123.', ['OPS-123']],
    ['(OPS-1), [OPS-2]: *OPS-3* _OPS-4_ "OPS-5" OPS-6/OPS-7', [1, 2, 3, 4, 5, 6, 7].map((n) => `OPS-${n}`)],
    ['branch feature/OPS-123-fix-login', ['OPS-123']],
    ['PAY2-7 and OPS-9999999', ['PAY2-7', 'OPS-9999999']],
    ['OPS-2 OPS-1 OPS-2', ['OPS-2', 'OPS-1']],
    ['OPS-1 OTHER-1', ['OPS-1']],
  ])('%s', (text, expected) => {
    expect(issues(text, 'OPS', 'PAY2')).toEqual(expected)
  })

  it.each([
    ['https://acme.atlassian.net/browse/OPS-12', ['OPS-12']],
    ['<https://jira.acme.io:8443/jira/browse/OPS-12?focusedId=1|the ticket>', ['OPS-12']],
    ['https://a.io/browse/OPS-1 https://a.io/browse/PAY-2', ['OPS-1', 'PAY-2']],
    ['/browse/OPS-12', []],
    ['http://a.io/browse/OPS-12', []],
    ['https:///browse/OPS-12', []],
    ['https://a.io/ and /browse/OPS-12', []],
    ['https://a.io?q=/browse/OPS-12', []],
    [`https://a.io/${'x'.repeat(2000)}/browse/OPS-12`, []],
  ])('a link names its project itself: %s', (text, expected) => {
    expect(issues(text)).toEqual(expected)
  })
})

describe('permalinks', () => {
  it.each([
    ['https://acme.slack.com/archives/C123/p1760000000123456', 'slack:T1:C123:1760000000.123456'],
    ['<https://acme.slack.com/archives/G9/p1760000000000001|here>', 'slack:T1:G9:1760000000.000001'],
    ['https://a.enterprise.slack.com/archives/D1/p1760000000123456.', 'slack:T1:D1:1760000000.123456'],
    [
      '<https://acme.slack.com/archives/C1/p1760000000123456?thread_ts=1759999999.000100&amp;cid=C1>',
      'slack:T1:C1:1760000000.123456',
    ],
  ])('%s', (text, id) => {
    expect(messages(text)).toEqual([id])
  })

  it('come in order and once', () => {
    const link = (n: number) => `https://a.slack.com/archives/C1/p176000000000000${n}`
    expect(messages([2, 1, 2].map(link).join(' '))).toEqual([
      'slack:T1:C1:1760000000.000002',
      'slack:T1:C1:1760000000.000001',
    ])
  })
})

describe('incident ids', () => {
  it('are found however they are typed, once', () => {
    expect(references('see inc-abcdefg, INC-ABCDEFG and (INC-K234567)').incidents).toEqual([
      'INC-ABCDEFG',
      'INC-K234567',
    ])
  })

  it('are read from any text around a real one', () => {
    const id = fc.uuid().map((uuid) => shortIncidentId(uuid.replaceAll('-', '')))
    fc.assert(
      fc.property(id, (short) => {
        expect(references(`was ${short}.`).incidents).toEqual([short])
      }),
    )
  })
})

describe('limits', () => {
  it('answers at most 64 of each, without repeats, on any text', () => {
    const many = Array.from(
      { length: 500 },
      (_, i) => `OPS-${i + 1} https://a.io/archives/C1/p17600000001${10_000 + i}`,
    )
    const found = references(many.join(' '), { team: 'T1', projects: new Set(['OPS']) })
    expect(found.issues).toHaveLength(MAX_REFERENCES)
    expect(found.messages).toHaveLength(MAX_REFERENCES)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { incidents } = references(text, { team: 'T1', projects: new Set(['A1']) })
        expect(new Set(incidents).size).toBe(incidents.length)
      }),
    )
  })

  it.each(['https://', 'https://a/browse/', '/browse/AB-1', 'AB-1', 'INC-A', 'https://a/archives/C1/p1', 'A1-', '_A'])(
    'reads 200 kB of %s',
    (unit) => {
      const text = unit.repeat(Math.ceil(200_000 / unit.length))
      const found = references(text, { team: 'T1', projects: new Set(['AB']) })
      expect(found.issues.length).toBeLessThanOrEqual(MAX_REFERENCES)
    },
  )
})
