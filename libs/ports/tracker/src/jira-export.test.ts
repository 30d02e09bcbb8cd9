import { directoryEntry, parseReaders, sourceMessage } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issuesIn, type JiraExportOptions, readJiraExport } from './jira-export.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const ada = { accountId: 'a-1', displayName: 'Ada', emailAddress: 'ada@acme.example', accountType: 'atlassian' }
const DONE = { id: '3', name: 'Shipped', statusCategory: { key: 'done' } }
const OPEN = { id: '1', name: 'To Do', statusCategory: { key: 'new' } }
const words = (said: string) => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: said }] }],
})

const move = (id: string, created: string, from: string, to: string, resolution?: string) => ({
  id,
  created,
  author: ada,
  items: [
    { field: 'status', from: 'x', fromString: from, to: 'y', toString: to },
    ...(resolution ? [{ field: 'resolution', toString: resolution }] : []),
  ],
})

const issue = (fields: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  id: '10001',
  key: 'OPS-7',
  self: 'https://acme.atlassian.net/rest/api/3/issue/10001',
  fields: {
    summary: 'Checkout fails',
    description: words('Every payment answers 502'),
    created: '2025-09-08T09:41:50.844+0000',
    updated: '2025-09-09T09:00:00.000+0000',
    issuetype: { name: 'Bug' },
    priority: { name: 'Highest' },
    status: OPEN,
    project: { key: 'OPS', name: 'Operations' },
    reporter: ada,
    ...fields,
  },
  ...rest,
})

const read = (json: unknown, options: Partial<JiraExportOptions> = {}) =>
  readJiraExport([{ name: 'search.json', json }], { receivedAt: NOW, readers: parseReaders(''), ...options })
const eventsOf = (json: unknown, options: Partial<JiraExportOptions> = {}) =>
  read(json, options).messages.map(({ event }) => event)
const without = (path: string) => {
  const one: { fields: Record<string, unknown> } & Record<string, unknown> = structuredClone(issue())
  if (path.startsWith('fields.')) delete one.fields[path.slice('fields.'.length)]
  else delete one[path]
  return one
}

describe('JSON that holds no issues', () => {
  it('is told from an answer without any', () => {
    for (const json of [null, 7, 'x', {}, [1, 2], [{ a: 1 }], { issues: {} }]) expect(issuesIn(json)).toBeNull()
    expect(issuesIn({ issues: [] })).toEqual([])
    expect(issuesIn([])).toEqual([])
  })

  it('tells nothing: an empty answer deletes nothing', () => {
    expect(read({ issues: [] })).toMatchObject({ messages: [], entries: [], rejects: [], issues: 0 })
  })
})

describe('an issue that lacks something', () => {
  it.each([
    ['id', 'id'],
    ['key', 'key'],
    ['fields', 'fields'],
    ['fields.summary', 'fields.summary'],
    ['fields.created', 'fields.created'],
  ])('such as %s costs itself alone, with the field named and its bytes', (path, named) => {
    const bad = without(path)
    const { messages, rejects } = read({ issues: [bad, issue({}, { id: '2', key: 'OPS-8' })] })
    expect(messages.map(({ event }) => event.messageId)).toEqual(['jira:acme.atlassian.net:2'])
    expect(rejects).toMatchObject([{ where: 'search.json[0]' }])
    expect(rejects[0]?.reason).toMatch(new RegExp(`^${named}: `))
    expect(JSON.parse(new TextDecoder().decode(rejects[0]?.bytes))).toEqual(bad)
  })

  it.each(['updated', 'description', 'priority', 'status', 'reporter', 'project', 'issuetype'])(
    'such as %s is told all the same',
    (field) => {
      for (const json of [without(`fields.${field}`), issue({ [field]: null })])
        expect(eventsOf([json])[0]).toMatchObject({ messageId: 'jira:acme.atlassian.net:10001' })
    },
  )

  it('keeps its good comments and changes beside bad ones', () => {
    const comments = [
      { id: '1', body: 'no time' },
      { id: '2', created: '2025-09-08T10:00:00.000+0000', body: 'me too' },
    ]
    const histories = [{ id: '9', items: [] }, move('10', '2025-09-08T11:00:00.000+0000', 'To Do', 'Shipped')]
    const { messages, rejects } = read([issue({ comment: { comments } }, { changelog: { histories } })])
    expect(messages.map(({ event }) => event.messageId)).toEqual([
      'jira:acme.atlassian.net:10001',
      'jira:acme.atlassian.net:10001:comment:2',
      'jira:acme.atlassian.net:10001:change:10',
    ])
    expect(rejects.map(({ where, reason }) => [where, reason.split(':')[0]])).toEqual([
      ['search.json[0] OPS-7 comment[0]', 'created'],
      ['search.json[0] OPS-7 changelog[0]', 'created'],
    ])
  })
})

describe('an issue', () => {
  it('is a message of its project that begins with its key', () => {
    const [event] = eventsOf({ issues: [issue()] })
    expect(event).toMatchObject({
      threadId: 'jira:acme.atlassian.net:10001',
      conversationId: 'jira:acme.atlassian.net:OPS',
      at: Date.parse('2025-09-08T09:41:50.844Z'),
      revision: Date.parse('2025-09-09T09:00:00Z'),
      author: { id: 'jira:acme.atlassian.net:person:a-1', name: 'Ada', kind: 'person' },
      text: 'OPS-7 Checkout fails\n\nEvery payment answers 502',
      permalink: 'https://acme.atlassian.net/browse/OPS-7',
      said: { type: 'incident_report', severity: 'Critical' },
    })
    expect(sourceMessage.safeParse({ v: 1, ...event }).success).toBe(true)
    expect(JSON.stringify(event)).not.toContain('ada@acme.example')
  })

  it('of planned work is talk, one that may be anything is left to the classifier', () => {
    const said = (type: string, priority: object | null) =>
      eventsOf([issue({ issuetype: { name: type }, priority })])[0]?.said
    expect(said('Story', { name: 'Highest' })).toEqual({ type: 'discussion', severity: 'Critical' })
    expect(said('Task', { name: 'Highest' })).toEqual({ severity: 'Critical' })
    expect(said('Task', null)).toBeNull()
  })

  it('keeps its id when it moves to another project', () => {
    const [here, there] = [issue(), issue({ project: { key: 'WEB' } }, { key: 'WEB-1' })].flatMap((one) =>
      eventsOf([one]),
    )
    expect(there?.messageId).toBe(here?.messageId)
    expect(there?.conversationId).toBe('jira:acme.atlassian.net:WEB')
  })

  it('reads wiki markup where that is what the site writes', () => {
    expect(eventsOf([issue({ description: 'h1. Down\nsee [~ada]' })])[0]?.text).toContain('Down\nsee @ada')
  })

  it('lists its files with the ids to find them by', () => {
    const attachment = [
      { id: '501', filename: 'error.png', mimeType: 'image/png', size: 12, content: 'https://x/y' },
      7,
    ]
    const [message] = read([issue({ attachment })]).messages
    expect(message?.files).toMatchObject([{ id: '501', filename: 'error.png' }])
    expect(message?.event.attachments).toEqual([
      {
        name: 'error.png',
        mimeType: 'image/png',
        bytes: 12,
        url: 'https://x/y',
        text: null,
        reason: 'not in the export',
      },
    ])
  })
})

describe('a change of status', () => {
  const changed = (...histories: unknown[]) =>
    eventsOf([issue({ status: DONE }, { changelog: { histories } })]).filter(({ messageId }) =>
      messageId.includes(':change:'),
    )

  it('to done resolves, back from done opens again, in between says nothing of it', () => {
    const events = changed(
      move('4', '2025-09-12T10:00:00.000+0000', 'In Progress', 'Shipped'),
      move('1', '2025-09-09T10:00:00.000+0000', 'To Do', 'In Progress'),
      move('2', '2025-09-10T10:00:00.000+0000', 'In Progress', 'Shipped', 'Fixed'),
      move('3', '2025-09-11T10:00:00.000+0000', 'Shipped', 'In Progress'),
    )
    expect(events.map(({ messageId, said }) => [messageId.at(-1), said])).toEqual([
      ['1', { type: 'discussion' }],
      ['2', { type: 'discussion', status: 'Resolved' }],
      ['3', { type: 'discussion', status: 'Open' }],
      ['4', { type: 'discussion', status: 'Resolved' }],
    ])
    expect(events[1]?.text).toBe('OPS-7 Checkout fails: In Progress → Shipped (Fixed)')
  })

  it('of what another issue tells as well resolves nothing', () => {
    const [event] = changed(move('1', '2025-09-10T10:00:00.000+0000', 'To Do', 'Shipped', 'Duplicate'))
    expect(event?.said).toEqual({ type: 'discussion' })
    const [, told] = eventsOf([issue({ status: DONE, resolution: { name: 'Duplicate' } })])
    expect(told?.said).toEqual({ type: 'discussion' })
  })

  it('that is none of the status is no message', () => {
    const history = {
      id: '1',
      created: '2025-09-09T10:00:00.000+0000',
      items: [{ field: 'assignee', toString: 'Ada' }],
    }
    expect(changed(history, move('2', '2025-09-10T10:00:00.000+0000', 'To Do', 'Shipped'))).toHaveLength(1)
  })

  it('whose new status has no name does not take the name of an inherited function', () => {
    const history = {
      id: '1',
      created: '2025-09-09T10:00:00.000+0000',
      items: [{ field: 'status', fromString: 'To Do' }],
    }
    const [event] = eventsOf([issue({}, { changelog: { histories: [history] } })]).slice(1)
    expect(event?.text).toBe('OPS-7 Checkout fails: To Do → ?')
  })

  it('is told once of a done issue whose changelog was not exported', () => {
    const [, event] = eventsOf([issue({ status: DONE, resolutiondate: '2025-09-10T10:00:00.000+0000' })])
    expect(event).toMatchObject({
      messageId: 'jira:acme.atlassian.net:10001:change:done',
      at: Date.parse('2025-09-10T10:00:00Z'),
      said: { status: 'Resolved' },
    })
    expect(eventsOf([issue()])).toHaveLength(1)
  })
})

describe('who may read an issue', () => {
  const comment = {
    id: '1',
    created: '2025-09-08T10:00:00.000+0000',
    body: 'psst',
    visibility: { type: 'role', value: 'Admins' },
  }

  it('is the operators, unless the project is mapped', () => {
    const { entries, messages } = read([issue()])
    expect(entries).toMatchObject([{ subject: { visibility: 'private', operators: true } }])
    expect(messages[0]?.event.audience).toBe('jira:acme.atlassian.net:OPS')
    const mapped = read([issue()], { readers: parseReaders('jira:OPS=workspace') })
    expect(mapped.messages[0]?.event.audience).toBe('workspace')
    for (const entry of mapped.entries) expect(directoryEntry.safeParse({ v: 1, ...entry }).success).toBe(true)
  })

  it.each(['jira:OPS=workspace', 'jira:*=workspace'])('%s opens no restricted comment and no secured issue', (text) => {
    const secured = issue({ security: { id: '4', name: 'Staff' }, comment: [comment] }, { id: '2', key: 'OPS-8' })
    const events = eventsOf([issue({ comment: { comments: [comment] } }), secured], { readers: parseReaders(text) })
    expect(events.filter(({ audience }) => audience === 'workspace').map(({ messageId }) => messageId)).toEqual([
      'jira:acme.atlassian.net:10001',
    ])
    expect(new Set(events.map(({ conversationId }) => conversationId)).size).toBe(4)
  })
})

describe('an export', () => {
  it('may be one answer, several, a list of issues, or one issue', () => {
    const one = issue()
    for (const json of [{ issues: [one] }, [{ issues: [one] }, { issues: [] }], [one], one])
      expect(eventsOf(json)).toHaveLength(1)
  })

  it('takes the site from its issues, else from the operator, else says what is missing', () => {
    const bare = without('self')
    expect(() => read([bare])).toThrow('--site acme.atlassian.net')
    expect(() => read([bare], { site: 'no host' })).toThrow('--site no host: no host')
    expect(read([bare], { site: 'https://acme.atlassian.net/' }).messages[0]?.event.messageId).toBe(
      read([issue()], { site: 'other.example' }).messages[0]?.event.messageId,
    )
  })

  it('is told in source-time order, each version with the same id in each reading', () => {
    const comment = { id: '1', created: '2025-09-20T10:00:00.000+0000', body: 'later' }
    const json = [
      issue({ comment: [comment] }),
      issue({ created: '2025-09-01T00:00:00.000+0000' }, { id: '2', key: 'OPS-2' }),
    ]
    const events = eventsOf(json)
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b))
    expect(eventsOf(json)).toEqual(events)
  })

  it('nested without end is refused in its bad part only', () => {
    let deep: unknown = []
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    const { messages, rejects } = read([issue({ summary: deep }), issue({ description: deep })])
    expect([messages.length, rejects.length]).toEqual([1, 1])
  })

  it('with fields of a megabyte is told within the bounds of a message', () => {
    const huge = 'x'.repeat(1_000_000)
    const person = { accountId: huge, key: 'k'.repeat(200), displayName: huge }
    const history = { ...move('1', '2025-09-09T10:00:00.000+0000', huge, huge, huge), author: person }
    const { messages } = read([
      issue(
        {
          summary: huge,
          description: words(huge),
          reporter: person,
          security: { name: huge },
          attachment: [{ id: '1', filename: huge, mimeType: huge, content: huge }],
          comment: [{ id: '1', created: '2025-09-09T10:00:00.000+0000', body: huge, visibility: { value: huge } }],
        },
        { changelog: { histories: [history] } },
      ),
    ])
    expect(messages).toHaveLength(3)
    for (const { event, conversation } of messages) {
      expect(sourceMessage.safeParse({ v: 1, ...event }).error).toBeUndefined()
      expect(directoryEntry.safeParse({ v: 1, ...conversation.entry }).error).toBeUndefined()
    }
  })

  it('is read, or refused with a reason, whatever its issues hold', () => {
    const key = fc.constantFrom(
      'id',
      'key',
      'fields',
      'summary',
      'comment',
      'changelog',
      'histories',
      '__proto__',
      'created',
    )
    fc.assert(
      fc.property(fc.array(fc.object({ key })), fc.object({ key }), (values, odd) => {
        const { messages, rejects, issues } = read([
          ...values,
          issue({ comment: [odd], ...odd, summary: 's' }, { changelog: odd }),
        ])
        expect(rejects.length + new Set(messages.map(({ event }) => event.threadId)).size).toBeGreaterThanOrEqual(
          issues > 0 ? 1 : 0,
        )
        for (const { event } of messages) expect(sourceMessage.safeParse({ v: 1, ...event }).success).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
