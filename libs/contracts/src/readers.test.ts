import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directoryEntry } from './directory.ts'
import { isThalaError } from './errors.ts'
import { mappedConversation, parseReaders } from './readers.ts'

describe('who reads what', () => {
  it.each([
    ['jira:OPS', 'is not of the form who=readers'],
    ['jira:OPS=', 'is not of the form who=readers'],
    ['jira:OPS=workspace=x', 'is not of the form who=readers'],
    ['OPS=workspace', 'does not begin with jira:, mail: or ticket:'],
    ['slack:T1:C1=workspace', 'does not begin with jira:, mail: or ticket:'],
    ['jira:OPS=everyone', 'names neither workspace nor a conversation'],
    ['jira:OPS=slack:C1', 'names neither workspace nor a conversation'],
    ['ticket:%zz=workspace', 'does not begin with'],
    ['jira:OPS=workspace,jira:ops=slack:T1:C1', 'gives jira:ops a second time'],
  ])('is refused as %s, naming the variable and the part', (text, reason) => {
    expect(() => parseReaders(text)).toThrow(`THALA_READERS: "${text.split(',').at(-1)}" ${reason}`)
  })

  it('may be said of nothing at all', () => {
    expect(parseReaders('').size).toBe(0)
    expect(parseReaders(' , ').size).toBe(0)
  })

  it('may name queues with commas', () => {
    expect(parseReaders('ticket:Billing%2C EU=workspace').get('ticket:billing, eu')).toBe('workspace')
  })

  it('is read, or refused with a code, whatever is written', () => {
    const parts = fc.array(fc.constantFrom('jira', 'mail', ':', '=', ',', '%', 'workspace', 'slack:T1:C1', ' ', 'x'))
    fc.assert(
      fc.property(parts, (words) => {
        try {
          expect(parseReaders(words.join(''))).toBeInstanceOf(Map)
        } catch (error) {
          expect(isThalaError(error, 'bad-config')).toBe(true)
        }
      }),
    )
  })
})

describe('a conversation of a project, mailbox or queue', () => {
  const ops = { id: 'jira:acme.example:OPS', alias: 'jira:OPS', name: 'OPS', source: 'jira' } as const
  const mapped = (text: string) => mappedConversation(ops, parseReaders(text), 7)

  it('is for the operators alone when nobody named its readers', () => {
    for (const text of ['', 'jira:OPS2=workspace', 'mail:*=workspace'])
      expect(mapped(text)).toMatchObject({
        entry: { subjectId: ops.id, subject: { visibility: 'private', members: [], operators: true } },
        audience: ops.id,
      })
  })

  it('is open when it is mapped to the workspace, by its full or short name or with all of its kind', () => {
    for (const text of ['jira:OPS=workspace', 'jira:acme.example:OPS=workspace', 'jira:*=workspace']) {
      const { entry, audience } = mapped(text)
      expect(entry.subject).toEqual({ kind: 'conversation', name: 'OPS', visibility: 'public', members: [] })
      expect(audience).toBe('workspace')
    }
  })

  it('follows the channel that it is mapped to, and meets what is said there', () => {
    const { entry, audience } = mapped('jira:OPS=slack:T1:C1,jira:*=workspace')
    expect(entry.subject).toMatchObject({ visibility: 'private', readersOf: 'slack:T1:C1' })
    expect(entry.subject).not.toHaveProperty('operators')
    expect(audience).toBe('slack:T1:C1')
  })

  it('has an entry that the directory takes, with another event id for other readers', () => {
    const entries = ['', 'jira:OPS=workspace', 'jira:OPS=slack:T1:C1'].map((text) => mapped(text).entry)
    for (const entry of entries) expect(directoryEntry.safeParse({ v: 1, ...entry }).success).toBe(true)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(3)
  })
})
