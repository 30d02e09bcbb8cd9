// Values that parsers stumble over: a list that people made, and what fast-check makes of it, from a seed.

import fc from 'fast-check'

/** Each has broken something, somewhere. */
export const hostileStrings: readonly string[] = [
  '',
  ' ',
  '\0',
  '\n',
  '\r\n',
  '\u2028\u2029',
  '\ufeff',
  '\u202egnp.exe',
  '\ud800',
  'a\udc00b',
  'ﷺ'.repeat(20),
  'İ',
  'ß'.repeat(9),
  'e\u0301'.repeat(30),
  '👩‍👩‍👧‍👦',
  'Z̡͖̼a̸l̕g̷o',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'undefined',
  'null',
  'NaN',
  '-0',
  '1e309',
  '9007199254740993',
  '-1',
  '0x10',
  '1757318400.123456',
  '9999999999.999999',
  '0000-00-00T00:00:00Z',
  '2025-02-30T25:61:61+99:99',
  '+275760-09-13T00:00:00.001Z',
  '<!channel> <@U1> <#C1|x> <https://x|y>',
  '<script>alert(1)</script>',
  '<<<<>>>>&amp;&#0;&#x110000;&lt;',
  '=HYPERLINK("http://x")',
  '"; DROP TABLE messages; --',
  "' OR 1=1 --",
  '* OR *:* NOT NEAR("a" "b", 1)',
  '{{7*7}} #{7*7} %s%n %x',
  '../../../../etc/passwd',
  'C:\\..\\NUL',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'javascript:alert(1)',
  '\u001b[31m\u001b]0;x\u0007',
  'a:b::c:::d',
  '[[[[[[[[[[]]]]]',
  '{"a":{"b":',
  '((((((((((',
  '\\'.repeat(31),
  '"'.repeat(31),
  '=?utf-8?B?////?= =?x-unknown?Q?=FF=?=',
  'INC-0000000 OPS-123 UTF-8',
  '%00%ff%c0%ae',
  '\u200b\u200d\ufe0f',
]

const keys = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'length', '') },
)

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.array(fc.constantFrom(...hostileStrings), { maxLength: 5 }).map((some) => some.join('')),
)

/** What JSON can hold, and more of what it should not. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.constantFrom(null, true, false, 0, -0, -1, 1e308, 5e-324, 2 ** 53, 0.1, [], {}),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    // A key `__proto__` is then a property of its own, as JSON.parse makes it.
    fc
      .array(fc.tuple(keys, tie('value')), { maxLength: 4 })
      .map((entries) =>
        JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`),
      ),
  ),
})).value

/** `count` values, the same for the same seed. */
export const sampled = <T>(arbitrary: fc.Arbitrary<T>, seed: number, count: number): T[] =>
  fc.sample(arbitrary, { seed, numRuns: count })

/** Texts that a regular expression takes; none for one that cannot be turned round. */
export function matching(regex: RegExp, seed: number, count: number): string[] {
  try {
    return sampled(fc.stringMatching(new RegExp(regex.source, regex.flags.replace(/[^su]/g, ''))), seed, count)
  } catch {
    return []
  }
}
