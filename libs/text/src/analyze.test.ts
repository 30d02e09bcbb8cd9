import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyze, terms, words } from './analyze.ts'
import { MAX_TERM_LENGTH, MAX_TERMS } from './limits.ts'

/** Any UTF-16 at all, lone surrogates and Slack markup included. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom('<@U1>', '<#C1|', '<https://a.io/b|', '|', '>', '&amp;', '&lt;', ':fire:', 'ORA-00060', "don't"),
      fc.constantFrom('paymentService', ' ', '/', '-', '.', '_', 'HTTP 502', 'v1.2', 'ﬁ', 'ﷺ', 'İ', 'e\u0301', '支払'),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''))

const at = (text: string) => analyze(text).map(({ term, start, end }) => [term, text.slice(start, end)])

describe('bad input', () => {
  it('finds nothing in nothing', () => {
    for (const text of ['', ' \n\t', '?!…—', '\ud800', '\udc00\ud800', '\0', '<>', '&', '🔥🔥', '\ufe0f\u200d']) {
      expect(analyze(text), JSON.stringify(text)).toEqual([])
    }
  })

  it('never throws and keeps its promises about offsets and sizes on any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = analyze(text)
        let before = 0
        for (const { term, start, end } of tokens) {
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(term.length).toBeGreaterThan(0)
          expect(term.length).toBeLessThanOrEqual(MAX_TERM_LENGTH)
          expect(term).not.toMatch(/\s/)
          expect(term.isWellFormed()).toBe(true)
          before = start
        }
        expect(analyze(text)).toEqual(tokens)
      }),
      { numRuns: 1000 },
    )
  })

  it('points at the text that a term came from, which alone yields the same term', () => {
    const word = fc.constantFrom(
      'payments',
      'Timing',
      'ORA-00060',
      'HTTP 502',
      'UTF-8',
      'paymentService',
      'snake_case',
      'v2.14.1',
      "didn't",
      '10.0.0.12',
      'ﬁle',
      'Ｆｕｌｌ',
      'cafe\u0301',
      'naïve',
      '支払',
      '/var/log/a1.log',
      'api.example.com:80',
      'ÇA',
    )
    const between = fc.constantFrom(' ', '\n', ', ', ' &amp; ', ' :fire: ', ' <@U1> ', ' (', ' 🔥 ', '\ud800 ')
    fc.assert(
      fc.property(fc.array(fc.tuple(between, word), { maxLength: 12 }), (pieces) => {
        const text = pieces.flat().join('')
        for (const { term, start, end } of analyze(text)) expect(terms(text.slice(start, end))).toContain(term)
      }),
      { numRuns: 500 },
    )
  })

  it('stops after 2,000 terms and cuts terms at 64 characters, never through a pair of surrogates', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ')
    expect(terms(many)).toHaveLength(MAX_TERMS)
    expect(terms(many).at(-1)).toBe('word1999')
    expect(words(many)).toHaveLength(MAX_TERMS)
    expect(terms(`${'a1'.repeat(20_000)} disk`)).toEqual(['a1'.repeat(32), 'disk'])
    const gothic = terms(`a${'\u{10330}'.repeat(100)}`)
    expect(gothic).toEqual([`a${'\u{10330}'.repeat(31)}`])
  })

  it('gives a pasted blob at most 64 terms, so that the words after it are still found', () => {
    expect(terms(`${'aB/'.repeat(20_000)}x timeout`).at(-1)).toBe('timeout')
    expect(terms(`${'支'.repeat(20_000)} timeout`).at(-1)).toBe('timeout')
    expect(terms(`${'aB/'.repeat(20_000)}x`).length).toBeLessThanOrEqual(64)
  })

  // No time is measured: were one pattern not linear, 200 kB of its worst input would not end within the test's limit.
  it.each([
    ['one word', 'a'],
    ['openings', '<'],
    ['mentions that never end', '<@U'],
    ['links that never end', '<https://a|'],
    ['addresses without host', 'https://'],
    ['escaped escapes', '&amp;'],
    ['half an entity', '&amp'],
    ['colons', ':'],
    ['emoji that never end', ':aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['dots', 'a.'],
    ['underscores', '_a'],
    ['doubled joints', 'a::b__c//'],
    ['humps', 'aB'],
    ['digits', '1'],
    ['a letter with countless marks', '\u0316\u0301'],
    ['jamo', '\u1161'],
    ['unspaced script', '支'],
    ['error classes', 'HTTP '],
    ['apostrophes', "n't'"],
    ['lone surrogates', '\ud800'],
    ['ligatures of 18 characters', 'ﷺ'],
    ['stems', 'yyyyingational'],
  ])('reads 200 kB of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length))
    expect(analyze(text).length).toBeLessThanOrEqual(MAX_TERMS)
    expect(words(text).length).toBeLessThanOrEqual(MAX_TERMS)
  })
})

describe('words of a language', () => {
  it.each([
    ['The payments were failing', ['payment', 'fail']],
    ['payment fails, FAILED; failing', ['payment', 'fail', 'fail', 'fail']],
    ['it is not resolved', ['not', 'resolv']],
    ["it didn't work, we don’t know why", ['didnt', 'work', 'dont', 'know', 'why']],
    ["the team's fix; they're done", ['team', 'fix', 'done']],
    ['down, up and out', ['down', 'up', 'out']],
    ['CAFÉ cafe\u0301', ['café', 'café']],
    ['ﬁle Ｄｉｓｋ', ['file', 'disk']],
    ['İstanbul ISTANBUL', ['istanbul', 'istanbul']],
    ['soft\u00adhyphen zero\u200bwidth', ['softhyphen', 'zero', 'width']],
    ['支払いAPIが', ['支払', '払い', 'api', 'が']],
    ['Störung behoben', ['störung', 'behoben']],
    ['plan b', ['plan']],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected)
  })

  it('does not depend on case', () => {
    for (const word of ['ECONNREFUSED', 'Timeouts', 'Kubernetes', 'ORA-00060', 'PAYMENTS-API']) {
      expect(terms(word.toLowerCase())).toEqual(terms(word.toUpperCase()))
    }
  })
})

describe('technical tokens', () => {
  it.each([
    ['ORA-00060', ['ora-00060', 'ora', '00060']],
    ['E-1042', ['e-1042', '1042']],
    ['HTTP 502', ['http-502', 'http', '502']],
    ['http 502', ['http-502', 'http', '502']],
    ['HTTP-502', ['http-502', 'http', '502']],
    ['SEV 1!', ['sev-1', 'sev', '1']],
    ['HTTP 5021234', ['http', '5021234']],
    ['HTTP 502nd', ['http', '502nd']],
    ['status 502', ['statu', '502']],
    ['ECONNRESET', ['econnreset']],
    ['ECONNREFUSED', ['econnrefused']],
    ['UTF-8', ['utf-8', 'utf']],
    ['node-12', ['node-12', 'node', '12']],
    ['v2.14.1', ['v2.14.1', '2.14.1']],
    ['2.14.1', ['2.14.1']],
    ['node-v2.14.1', ['node-v2.14.1', 'node', 'v2.14.1', '2.14.1']],
    ['10.0.0.12', ['10.0.0.12']],
    ['10.0.0.12:5432', ['10.0.0.12:5432', '10.0.0.12', '5432']],
    ['550E8400-e29b-41d4-a716-446655440000', ['550e8400-e29b-41d4-a716-446655440000']],
    ['3f9A2c1Be7', ['3f9a2c1be7']],
    ['paymentService', ['paymentservic', 'payment', 'servic']],
    ['PaymentsAPI', ['paymentsapi', 'payment', 'api']],
    ['getHTTPResponse', ['gethttprespons', 'get', 'http', 'respons']],
    ['S3Bucket 2FA', ['s3bucket', 's3', 'bucket', '2fa']],
    ['APIs', ['api']],
    ['payment_gateway_url', ['payment_gateway_url', 'payment', 'gatewai', 'url']],
    ['__init__', ['init']],
    ['std::vector', ['std::vector', 'std', 'vector']],
    ['C:\\Temp\\dump.bin', ['temp\\dump.bin', 'temp', 'dump.bin', 'dump', 'bin']],
    ['bob@example.com', ['bob@example.com', 'bob', 'example.com', 'exampl', 'com']],
    ['com.acme.PayJob', ['com.acme.payjob', 'com', 'acm', 'payjob', 'pai', 'job']],
    ['/var/log/pay.log', ['var/log/pay.log', 'var', 'log', 'pay.log', 'pai', 'log']],
    ['eu‑west‑1', ['eu-west-1', 'eu', 'west']],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected)
  })

  it('reads host, port and path of an address, and leaves its scheme out', () => {
    expect(terms('https://api.example.com:8080/v1/refunds?id=77')).toEqual([
      'api.example.com:8080/v1/refunds',
      'api.example.com:8080',
      'api.example.com',
      'api',
      'exampl',
      'com',
      '8080',
      'v1',
      'refund',
      'id',
      '77',
    ])
  })

  it('finds an identifier by the lower-case word that a person types', () => {
    for (const [written, asked] of [
      ['PaymentService', 'paymentservice'],
      ['PaymentService', 'payment'],
      ['PaymentServices', 'paymentservice'],
      ['ORA-00060', 'ora-00060'],
      ['Payments-API', 'payments-api'],
    ] as const) {
      expect(terms(written)).toEqual(expect.arrayContaining(terms(asked)))
    }
  })

  it('does not join what punctuation separates', () => {
    expect(terms('restarted.Then waited ... (disk)—full')).toEqual([
      'restarted.then',
      'restart',
      'wait',
      'disk',
      'full',
    ])
    expect(terms('retry--backoff')).toEqual(['retri', 'backoff'])
  })

  it('gives each part its own place inside of the whole', () => {
    expect(at('see (payments-api) v1.2')).toEqual([
      ['see', 'see'],
      ['payments-api', 'payments-api'],
      ['payment', 'payments'],
      ['api', 'api'],
      ['v1.2', 'v1.2'],
      ['1.2', '1.2'],
    ])
    expect(at('an HTTP 502 now')).toEqual([
      ['http-502', 'HTTP 502'],
      ['http', 'HTTP'],
      ['502', '502'],
      ['now', 'now'],
    ])
  })
})

describe('Slack markup', () => {
  it.each([
    ['<@U123> and <@W1|bob>', ''],
    ['<!here> <!channel>', ''],
    ['<!subteam^S1|@oncall>', 'oncal=oncall'],
    ['<!date^1^{date}|Monday>', 'mondai=Monday'],
    ['in <#C123|payments>', 'payment=payments'],
    ['in <#C123> or <#C123|>', ''],
    ['<https://x.io/a|the dashboard>', 'x.io/a=x.io/a x.io=x.io io=io dashboard=dashboard'],
    ['<http://acme.io|acme.io>', 'acme.io=acme.io acm=acme io=io'],
    ['<mailto:o@p.io|write us>', 'o@p.io=o@p.io p.io=p.io io=io write=write'],
    ['<https://a.io?x1=1&amp;y2=2>', 'a.io=a.io io=io x1=x1 1=1 y2=y2 2=2'],
    ['disk &amp; cpu', 'disk=disk cpu=cpu'],
    ['&lt;disk&gt;', 'disk=disk'],
    ['disk&amp;cpu', 'disk=disk cpu=cpu'],
    ['done :tada::+1: (:fire:)', 'done=done'],
    ['at 10:30:45', '10:30:45=10:30:45 10=10 30=30 45=45'],
    ['```disk full```', 'disk=disk full=full'],
    ['_disk_ *full* ~cpu~ `ram`', 'disk=disk full=full cpu=cpu ram=ram'],
    ['<not markup>', 'not=not markup=markup'],
  ])('%s', (text, expected) => {
    expect(
      at(text)
        .map((pair) => pair.join('='))
        .join(' '),
    ).toBe(expected)
  })
})

describe('words for a classifier', () => {
  it('keeps stop words, negations, question and exclamation marks, unstemmed', () => {
    expect(words('Is it fixed?? NOT yet!')).toEqual(['is', 'it', 'fixed', '?', '?', 'not', 'yet', '!'])
  })

  it('writes a contraction one way, however it was typed', () => {
    expect(words("don't dont don’t DON'T")).toEqual(['dont', 'dont', 'dont', 'dont'])
    expect(words("we'll it's we're well its were")).toEqual([
      'we',
      "'ll",
      'it',
      "'s",
      'we',
      "'re",
      'well',
      'its',
      'were',
    ])
  })

  it('gives technical tokens in parts and keeps emoji', () => {
    expect(words('PaymentService: HTTP-502 :white_check_mark::+1: ✅')).toEqual([
      'payment',
      'service',
      'http',
      '502',
      ':white_check_mark:',
      ':+1:',
      '✅',
    ])
  })

  it('takes the question mark of an address for no question', () => {
    expect(words('<https://x.io/a?b=1> why?')).toEqual(['x', 'io', 'a', 'b', '1', 'why', '?'])
  })

  it('never throws, and every word is lower case, of 64 characters at most', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const word of words(text)) {
          expect(word.length).toBeGreaterThan(0)
          expect(word.length).toBeLessThanOrEqual(MAX_TERM_LENGTH)
          expect(word).toBe(word.toLowerCase())
        }
        expect(words(text)).toEqual(words(text))
      }),
    )
  })
})
