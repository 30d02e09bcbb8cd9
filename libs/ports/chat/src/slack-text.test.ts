import { MAX_TEXT } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { slackMessage } from './slack-record.ts'
import { flatten } from './slack-text.ts'

const TS = '1757410910.844009'
const text = (fields: object) => flatten(slackMessage.parse({ ts: TS, ...fields }))

describe('what a message says', () => {
  it('is empty when nothing says anything', () => {
    expect(text({})).toBe('')
    expect(text({ text: null, blocks: null, attachments: null })).toBe('')
    expect(text({ text: ' \n ', attachments: [null, 'x', {}] })).toBe('')
  })

  it('leaves out members of attachments that are not of their type, and keeps the others', () => {
    expect(text({ attachments: [{ text: 42 }, { text: 'Disk full' }] })).toBe('Disk full')
  })

  it('is the text itself, with its markup', () => {
    expect(text({ text: 'see <https://x.example|this> &amp; <@U1>' })).toBe('see <https://x.example|this> &amp; <@U1>')
  })

  it('reads rich text once, since the text was made from it', () => {
    const blocks = [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'down & out' }] }],
      },
    ]
    expect(text({ text: 'down &amp; out', blocks })).toBe('down &amp; out')
    expect(text({ text: '', blocks })).toBe('down & out')
  })

  it('reads the news of a bot from its attachment', () => {
    const attachments = [
      {
        title: '[FIRING] Disk usage 97 %',
        title_link: 'https://x.example/1883',
        text: 'fills at 240 MB per minute',
        fallback: '[FIRING] Disk usage 97 %',
        fields: [
          { title: 'Severity', value: 'high' },
          { title: '', value: 5 },
        ],
      },
    ]
    expect(text({ text: '', attachments }).split('\n')).toEqual([
      '<https://x.example/1883|[FIRING] Disk usage 97 %>',
      'fills at 240 MB per minute',
      'Severity: high',
      '5',
    ])
  })

  it('takes the fallback when an attachment says nothing else', () => {
    expect(text({ attachments: [{ fallback: 'Deploy failed' }] })).toBe('Deploy failed')
  })

  it('says once what the text and a block say, in the fuller form', () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Checkout is down* since 13:02' } }]
    expect(text({ text: 'Checkout is down', blocks })).toBe('*Checkout is down* since 13:02')
    expect(text({ text: 'Checkout is down since 13:02, EU', blocks })).toBe('Checkout is down since 13:02, EU')
  })

  it('does not take a word for repeated because it is part of another', () => {
    expect(text({ text: 'the queue is stuck', attachments: [{ text: 'eu' }] })).toBe('the queue is stuck\neu')
  })

  it('leaves previews of pages and of other messages out of what the author said', () => {
    const quote = { is_msg_unfurl: true, from_url: 'https://acme.slack.com/archives/C1/p1', text: 'Payments are down' }
    expect(text({ text: 'fixed, see the thread', attachments: [quote] })).toBe('fixed, see the thread')
    const preview = { original_url: 'https://x.example', title: 'Status page', text: 'Major outage' }
    expect(text({ text: 'any news?', attachments: [preview] })).toBe('any news?')
  })

  it('reads a quoted message when it is all there is', () => {
    expect(text({ text: '', attachments: [{ is_msg_unfurl: true, text: 'Payments are down' }] })).toBe(
      'Payments are down',
    )
  })

  it('is cut at the longest text that travels, and says so', () => {
    const long = text({ text: 'x'.repeat(MAX_TEXT + 1) })
    expect(long).toHaveLength(MAX_TEXT)
    expect(long.endsWith('\n[cut]')).toBe(true)
  })
})
