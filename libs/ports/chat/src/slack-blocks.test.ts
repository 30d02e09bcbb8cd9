import type { KnownBlock, RichTextBlock } from '@slack/types'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksText, isRichText } from './slack-blocks.ts'

const alert: KnownBlock[] = [
  { type: 'header', text: { type: 'plain_text', text: 'Check failing' } },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: '*img-proxy* answers 503' },
    fields: [
      { type: 'mrkdwn', text: 'Since: 13:02' },
      { type: 'mrkdwn', text: 'Region: EU' },
    ],
  },
  { type: 'divider' },
  {
    type: 'context',
    elements: [
      { type: 'mrkdwn', text: 'check 17' },
      { type: 'image', image_url: 'https://x.example/i.png', alt_text: 'icon' },
      { type: 'plain_text', text: 'last OK 13:01' },
    ],
  },
  { type: 'actions', elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'Silence' } }] },
  {
    type: 'image',
    image_url: 'https://x.example/g.png',
    alt_text: 'error rate',
    title: { type: 'plain_text', text: 'Graph' },
  },
]

const rich: RichTextBlock = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'Restarted by ' },
        { type: 'user', user_id: 'U1' },
        { type: 'text', text: ' in ' },
        { type: 'channel', channel_id: 'C1' },
        { type: 'text', text: ', see ' },
        { type: 'link', url: 'https://x.example/1', text: 'ticket' },
        { type: 'link', url: 'https://x.example/2' },
        { type: 'emoji', name: 'tada' },
        { type: 'broadcast', range: 'here' },
        { type: 'usergroup', usergroup_id: 'S1' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
    },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted\ntwice' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'E1042' }], border: 0 },
  ],
}

describe('text of blocks', () => {
  it('reads nothing from what is no block', () => {
    expect(blocksText([null, 42, 'text', [], {}, { type: 'section' }, { type: 'section', text: { text: 7 } }])).toBe('')
  })

  it('gives up below a sane depth instead of failing', () => {
    let block: object = { type: 'text', text: 'deep' }
    for (let i = 0; i < 10_000; i++) block = { type: 'rich_text_section', elements: [block] }
    expect(blocksText([block])).toBe('')
  })

  it('never throws, whatever the blocks are', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue()), (blocks) => typeof blocksText(blocks) === 'string'))
  })

  it('reads headers, sections with fields, contexts and captions, but no buttons', () => {
    expect(blocksText(alert).split('\n')).toEqual([
      'Check failing',
      '*img-proxy* answers 503',
      'Since: 13:02',
      'Region: EU',
      'check 17 last OK 13:01',
      'Graph',
      'error rate',
    ])
  })

  it('writes rich text in the markup of ordinary messages', () => {
    expect(blocksText([rich]).split('\n')).toEqual([
      'Restarted by <@U1> in <#C1>, see <https://x.example/1|ticket><https://x.example/2>:tada:<!here><!subteam^S1>',
      '• one',
      '> quoted',
      '> twice',
      '```E1042```',
    ])
  })

  it('reads markdown blocks and tables', () => {
    const table = {
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'host' },
          { type: 'raw_text', text: 'state' },
        ],
        [
          { type: 'raw_text', text: 'db-2' },
          { type: 'raw_text', text: 'down' },
        ],
      ],
    }
    expect(blocksText([{ type: 'markdown', text: '**down**' }, table])).toBe('**down**\nhost | state\ndb-2 | down')
  })

  it('tells rich text, which repeats a text, from blocks that say something of their own', () => {
    expect(isRichText(rich)).toBe(true)
    expect(alert.some(isRichText)).toBe(false)
    expect(isRichText(null)).toBe(false)
  })
})
