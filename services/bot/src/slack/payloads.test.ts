import { appMention, blockAction, signed, slashCommand } from '@thala/testkit/slack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseClick, parseEvent, parseSlashCommand } from './payloads.ts'
import { Refusal } from './refusal.ts'

const sign = { secret: 's', at: 0 }
const responseUrl = 'https://hooks.slack.com/commands/T1/1/x'
const bytes = ({ body }: { body: string }) => Buffer.from(body)
const form = (fields: Record<string, string>) => bytes(signed(new URLSearchParams(fields).toString(), sign))
const command = { team_id: 'T1', user_id: 'U1', text: 'help', response_url: responseUrl }

describe('a slash command', () => {
  it.each<[string, Record<string, string>]>([
    ['no team', { ...command, team_id: '' }],
    ['a person whose id would reach into another', { ...command, user_id: 'U1:x' }],
    ['a team in small letters', { ...command, team_id: 't1' }],
    ['a response_url of endless length', { ...command, response_url: `https://${'x'.repeat(3000)}` }],
    ['endless text', { ...command, text: 'x'.repeat(60_000) }],
    ['nothing at all', {}],
  ])('with %s is refused', (_, fields) => {
    expect(() => parseSlashCommand(form(fields))).toThrow(Refusal)
  })

  it('is who asked, from which team, and what', () => {
    const parsed = parseSlashCommand(bytes(slashCommand('search a & b', { user: 'U7', responseUrl }, sign)))
    expect(parsed).toMatchObject({ team_id: 'T1', user_id: 'U7', text: 'search a & b', response_url: responseUrl })
  })

  it('may be only a look at the certificate', () => {
    expect(parseSlashCommand(form({ ssl_check: '1', token: 'x' }))).toBeNull()
  })
})

describe('a click', () => {
  const click = { actionId: 'next_page', value: '2', responseUrl }
  const payload = (change: (payload: Record<string, unknown>) => unknown) => {
    const made: unknown = JSON.parse(new URLSearchParams(blockAction(click, sign).body).get('payload') ?? '')
    return form({ payload: JSON.stringify(change({ ...Object(made) })) })
  }

  it.each<[string, Buffer]>([
    ['no payload', form({})],
    ['a payload that is not JSON', form({ payload: '{"type": ' })],
    ['a payload of nothing', form({ payload: 'null' })],
    ['no user', payload(({ user: _, ...rest }) => rest)],
    ['no actions', payload((all) => ({ ...all, actions: [] }))],
    [
      'too many actions',
      payload((all) => ({ ...all, actions: Array(26).fill({ action_id: 'a', action_ts: '1757577600.000100' }) })),
    ],
    ['a time that is none', payload((all) => ({ ...all, actions: [{ action_id: 'a', action_ts: 'now' }] }))],
    [
      'a value longer than a button holds',
      payload((all) => ({
        ...all,
        actions: [{ action_id: 'a', action_ts: '1757577600.000100', value: 'x'.repeat(2001) }],
      })),
    ],
  ])('with %s is refused', (_, body) => {
    expect(() => parseClick(body)).toThrow(Refusal)
  })

  it('of a button is its value, and when it was clicked', () => {
    expect(parseClick(bytes(blockAction(click, sign)))).toMatchObject({
      actionId: 'next_page',
      value: '2',
      at: 1_757_577_600_000,
      ephemeral: true,
    })
  })

  it('of a menu is the value of the chosen option', () => {
    expect(parseClick(bytes(blockAction({ ...click, kind: 'overflow' }, sign)))?.value).toBe('2')
  })

  it('counts as seen by all where Slack does not say otherwise', () => {
    expect(parseClick(payload((all) => ({ ...all, container: { type: 'message' } })))).toMatchObject({
      ephemeral: false,
      channel: null,
    })
  })

  it('of another kind is let go', () => {
    expect(parseClick(form({ payload: '{"type":"view_submission"}' }))).toBeNull()
  })
})

describe('an event', () => {
  it.each([
    ['broken JSON', '{"type":'],
    ['a list', '[]'],
    ['a mention without a channel', appMention({ text: 'x' }, sign).body.replace('"channel":"CPAY",', '')],
    [
      'a mention in a channel whose id would reach into another',
      appMention({ text: 'x', channel: 'C1:C2' }, sign).body,
    ],
    ['a mention without an id', appMention({ text: 'x', eventId: '' }, sign).body],
  ])('that is %s is refused', (_, body) => {
    expect(() => parseEvent(Buffer.from(body))).toThrow(Refusal)
  })

  it('may ask for the handshake', () => {
    const body = Buffer.from('{"type":"url_verification","challenge":"3eZbrw1aB","token":"x"}')
    expect(parseEvent(body)).toEqual({ kind: 'url_verification', challenge: '3eZbrw1aB' })
  })

  it.each([
    '{"type":"app_rate_limited"}',
    appMention({ text: 'x' }, sign).body.replace('app_mention', 'reaction_added'),
  ])('that nobody asked for is let go: %s', (body) => {
    expect(parseEvent(Buffer.from(body))).toEqual({ kind: 'other' })
  })

  it.each([
    ['a person', {}, true],
    ['a bot', { botId: 'B1' }, false],
    ['itself', { user: 'UBOT' }, false],
  ])('knows what %s says', (_, more, byPerson) => {
    expect(parseEvent(bytes(appMention({ text: 'x', ...more }, sign)))).toMatchObject({ mention: { byPerson } })
  })

  it('is answered in its thread, or in one that begins with it', () => {
    const threadOf = (threadTs?: string) =>
      parseEvent(bytes(appMention({ text: 'x', ts: '1757577600.000200', ...(threadTs && { threadTs }) }, sign)))
    expect(threadOf()).toMatchObject({ mention: { threadTs: '1757577600.000200' } })
    expect(threadOf('1757577000.000100')).toMatchObject({ mention: { threadTs: '1757577000.000100' } })
  })
})

describe('whatever comes', () => {
  it('is understood or refused, and nothing else', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.json())
    fc.assert(
      fc.property(value, (text) => {
        for (const parse of [parseSlashCommand, parseClick, parseEvent])
          for (const body of [text, new URLSearchParams({ payload: text }).toString()])
            try {
              parse(Buffer.from(body))
            } catch (error) {
              expect(error).toBeInstanceOf(Refusal)
            }
      }),
    )
  })
})
