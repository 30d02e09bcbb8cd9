import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces, plain } from './markup.ts'

const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('<', '>', '&', 'amp;', 'lt;', 'gt;', '&lt;', '&amp;', '|', '@', '#', '!', 'U1', 'C1', 'here', '^'),
  fc.constantFrom(
    '<@U1>',
    '<@U1|',
    '<#C1|',
    '<#C1|x>',
    '<!here>',
    '<https://a.io|',
    '<https://a.io>',
    'mailto:',
    ':a:',
  ),
)
const text = fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join(''))

describe('pieces', () => {
  it('cover any text, in order and without gaps', () => {
    fc.assert(
      fc.property(text, (input) => {
        let at = 0
        for (const piece of pieces(input)) {
          expect(piece.start).toBe(at)
          expect(piece.end).toBeGreaterThan(piece.start)
          at = piece.end
        }
        expect(at).toBe(input.length)
      }),
      { numRuns: 500 },
    )
  })

  it('know where a link and its label stand', () => {
    const input = 'see <https://x.io/a|the page>'
    const link = [...pieces(input)].find((piece) => piece.kind === 'link')
    expect(link).toEqual({
      kind: 'link',
      start: 4,
      end: input.length,
      url: { start: 5, end: 19 },
      label: { start: 20, end: 28 },
    })
  })
})

describe('plain', () => {
  it.each([
    ['', ''],
    ['nothing special', 'nothing special'],
    ['<@U123> look', '@U123 look'],
    ['<@U123|ana> look', '@ana look'],
    ['<@Ana.Ruiz> look', '@Ana.Ruiz look'],
    ['in <#C1|payments> and <#C2> and <#C3|>', 'in #payments and #C2 and #C3'],
    ['<!here> <!channel> <!everyone>', '@here @channel @everyone'],
    ['<!subteam^S1|@oncall> <!subteam^S2>', '@oncall @S2'],
    ['<!date^1392734382^{date_short}|Feb 18, 2014>', 'Feb 18, 2014'],
    ['<https://x.io/a?b=1&amp;c=2>', 'https://x.io/a?b=1&c=2'],
    ['<https://x.io/a|the dashboard>', 'the dashboard'],
    ['<mailto:a@b.io|a@b.io> <mailto:c@d.io>', 'a@b.io c@d.io'],
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['R&D', 'R&D'],
    ['twice &amp;lt;b&amp;gt;', 'twice <b>'],
    ['&gt; quoted', '> quoted'],
    ['done :white_check_mark:', 'done :white_check_mark:'],
    ['```if (a &lt; b) {}```', '```if (a < b) {}```'],
    ['<not markup> <@two words> <!DOCTYPE html> <', '<not markup> < @two words> <!DOCTYPE html> <'],
    ['&lt;<https://x.io>&gt;', '< https://x.io>'],
    ['<<@U1>>', '< @U1>'],
  ])('%s', (input, expected) => {
    expect(plain(input)).toBe(expected)
  })

  it('asks for the names that the text does not hold', () => {
    const names = {
      person: (id: string) => (id === 'U1' ? 'Ana Ruiz' : undefined),
      channel: (id: string) => (id === 'C1' ? 'ops' : undefined),
    }
    expect(plain('<@U1> <@U2> <@U1|given> <#C1> <#C2>', names)).toBe('@Ana Ruiz @U2 @given #ops #C2')
  })

  it('changes nothing when applied again, whatever the text and the names', () => {
    const names = { person: () => '<@U9> &amp;lt;', channel: () => 'a>b' }
    fc.assert(
      fc.property(text, (input) => {
        const once = plain(input)
        expect(plain(once)).toBe(once)
        const named = plain(input, names)
        expect(plain(named, names)).toBe(named)
      }),
      { numRuns: 3000 },
    )
  })

  it.each(['<', '<@U', '<<@U1>', '<https://a|', '&', '&amp;', '&amp;amp', ':a', '<!date^', '|>'])(
    'reads 200 kB of %s',
    (unit) => {
      const once = plain(unit.repeat(Math.ceil(200_000 / unit.length)))
      expect(plain(once)).toBe(once)
    },
  )
})
