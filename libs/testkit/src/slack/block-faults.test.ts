import { describe, expect, it } from 'vitest'
import { blockFaults } from './block-faults.ts'

const text = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) })
const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) })
const section = { type: 'section', text: text(1) }
const button = (more: object) => ({
  type: 'actions',
  elements: [{ type: 'button', text: plain(1), action_id: 'a', ...more }],
})
const option = { text: plain(1), value: 'v' }
const menu = (options: object[]) => ({ ...section, accessory: { type: 'overflow', action_id: 'a', options } })

describe('blocks', () => {
  it.each<[string, unknown]>([
    ['no list', {}],
    ['more than fifty', Array(51).fill(section)],
    ['a type that is not known', [{ type: 'marquee', text: text(1) }]],
    ['a section without anything', [{ type: 'section' }]],
    ['an empty text', [{ type: 'section', text: text(0) }]],
    ['a text that is too long', [{ type: 'section', text: text(3001) }]],
    ['a field that is too long', [{ type: 'section', fields: [text(2001)] }]],
    ['too many fields', [{ type: 'section', fields: Array(11).fill(text(1)) }]],
    ['a header that is too long', [{ type: 'header', text: plain(151) }]],
    ['a header with markup', [{ type: 'header', text: text(1) }]],
    ['too much context', [{ type: 'context', elements: Array(11).fill(text(1)) }]],
    ['a button with too long a text', [button({ text: plain(76) })]],
    ['a button with too long a value', [button({ value: 'x'.repeat(2001) })]],
    ['a button with too long an id', [button({ action_id: 'x'.repeat(256) })]],
    ['too many buttons', [{ type: 'actions', elements: Array(26).fill(button({}).elements[0]) }]],
    ['a menu of one', [menu([option])]],
    ['a menu of six', [menu(Array(6).fill(option))]],
    ['a menu with too long a value', [menu([option, { ...option, value: 'x'.repeat(151) }])]],
    ['a key that Slack does not know', [{ ...section, colour: 'red' }]],
    [
      'a block id that stands twice',
      [
        { ...section, block_id: 'b' },
        { ...section, block_id: 'b' },
      ],
    ],
  ])('with %s are refused', (_, blocks) => {
    expect(blockFaults(blocks).length).toBeGreaterThan(0)
  })

  it('at each limit are taken', () => {
    const blocks = [
      { type: 'section', text: text(3000), fields: Array(10).fill(text(2000)), block_id: 'x'.repeat(255) },
      { type: 'header', text: plain(150) },
      { type: 'context', elements: Array(10).fill(text(3000)) },
      button({ text: plain(75), value: 'x'.repeat(2000), action_id: 'x'.repeat(255) }),
      menu(Array(5).fill({ text: plain(75), value: 'x'.repeat(150) })),
      { type: 'divider' },
    ]
    expect(blockFaults([...blocks, ...Array(44).fill(section)])).toEqual([])
  })
})
