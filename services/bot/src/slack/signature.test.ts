import { slackSignature } from '@thala/testkit/slack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimOf, isSigned, WINDOW_MS } from './signature.ts'

const now = 1_531_420_618_000
const timestamp = '1531420618'
const signature = `v0=${'a'.repeat(64)}`
const headers = (more: Record<string, string[] | undefined> = {}) => ({
  'x-slack-request-timestamp': [timestamp],
  'x-slack-signature': [signature],
  ...more,
})

describe('the headers of a request', () => {
  it.each<[string, Record<string, string[] | undefined>]>([
    ['no signature', { 'x-slack-signature': undefined }],
    ['no time', { 'x-slack-request-timestamp': undefined }],
    ['two signatures', { 'x-slack-signature': [signature, signature] }],
    ['two times', { 'x-slack-request-timestamp': [timestamp, timestamp] }],
    ['signatures joined in one header', { 'x-slack-signature': [`${signature}, ${signature}`] }],
    ['an empty signature', { 'x-slack-signature': [''] }],
    ['another version of signing', { 'x-slack-signature': [`v1=${'a'.repeat(64)}`] }],
    ['a signature that is too short', { 'x-slack-signature': [`v0=${'a'.repeat(63)}`] }],
    ['capital digits', { 'x-slack-signature': [`v0=${'A'.repeat(64)}`] }],
    ['a time with a fraction', { 'x-slack-request-timestamp': ['1531420618.0'] }],
    ['a negative time', { 'x-slack-request-timestamp': ['-1531420618'] }],
    ['a time with an exponent', { 'x-slack-request-timestamp': ['15e8'] }],
    ['a time in hexadecimal', { 'x-slack-request-timestamp': ['0x5b479b0a'] }],
    ['a time with a space', { 'x-slack-request-timestamp': [' 1531420618'] }],
    ['a time that never comes', { 'x-slack-request-timestamp': ['9'.repeat(30)] }],
    ['a time just over five minutes ago', { 'x-slack-request-timestamp': ['1531420317'] }],
    ['a time just over five minutes ahead', { 'x-slack-request-timestamp': ['1531420919'] }],
  ])('with %s claim nothing', (_, more) => {
    expect(claimOf(headers(more), now)).toBeNull()
  })

  it.each(['1531420318', '1531420618', '1531420918'])('at %s, within five minutes, claim to be signed', (time) => {
    expect(claimOf(headers({ 'x-slack-request-timestamp': [time] }), now)).toEqual({
      timestamp: time,
      signature,
      expiresAt: Number(time) * 1000 + WINDOW_MS,
    })
  })
})

describe('a signature', () => {
  // The example in Slack's documentation.
  const secret = '8f742231b10e8888abcd99yyyzzz85a5'
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  const claim = {
    timestamp: '1531420618',
    signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    expiresAt: 0,
  }

  it('of the example that Slack gives is good', () => {
    expect(isSigned(secret, claim, Buffer.from(body))).toBe(true)
  })

  it.each([
    ['another secret', `${secret}x`, claim, body],
    ['another time', secret, { ...claim, timestamp: '1531420619' }, body],
    ['a byte more', secret, claim, `${body}&`],
    ['the same fields in another order', secret, claim, body.split('&').reverse().join('&')],
    ['the same fields in another encoding', secret, claim, body.replace('%2Fwebhook', '%2fwebhook')],
    ['an empty body', secret, claim, ''],
  ])('is not good with %s', (_, key, claimed, sent) => {
    expect(isSigned(key, claimed, Buffer.from(sent))).toBe(false)
  })

  it('is good for the bytes that were signed and for no others', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 50 })
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const made = { ...claim, signature: slackSignature(secret, claim.timestamp, text) }
        expect(isSigned(secret, made, Buffer.from(text))).toBe(true)
        expect(isSigned(secret, made, Buffer.from(other))).toBe(Buffer.from(text).equals(Buffer.from(other)))
      }),
    )
  })
})
