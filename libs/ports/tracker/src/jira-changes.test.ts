import { describe, expect, it } from 'vitest'
import { statusChanges } from './jira-changes.ts'
import { statusesOf } from './jira-meaning.ts'
import { jiraChange, jiraIssue } from './jira-record.ts'

const statuses = statusesOf([])
const issueOf = (fields: object = {}) =>
  jiraIssue.parse({ id: '1', key: 'OPS-1', fields: { summary: 's', created: '2025-09-01T00:00:00Z', ...fields } })
const change = (day: number, ...items: object[]) =>
  jiraChange.parse({ id: String(day), created: `2025-09-0${day}T00:00:00Z`, items })
const status = (from: string, to: string) => ({ field: 'status', fromString: from, toString: to })
const DONE = { name: 'Done', statusCategory: { key: 'done' } }

describe('changes of status', () => {
  it('are none where none was made, and none is missing', () => {
    expect(statusChanges(issueOf(), [], statuses)).toEqual([])
    expect(statusChanges(issueOf(), [change(2, { field: 'summary', toString: 'x' })], statuses)).toEqual([])
  })

  it('of an item that cannot be read are left out, the others are told', () => {
    const told = statusChanges(issueOf(), [change(2, { field: 7 }, status('To Do', 'Done'))], statuses)
    expect(told).toMatchObject([{ text: 'To Do → Done', status: 'Resolved' }])
  })

  it('from done to done end it again, rather than to open it', () => {
    expect(statusChanges(issueOf(), [change(2, status('Resolved', 'Closed'))], statuses)).toMatchObject([
      { status: 'Resolved' },
    ])
  })

  it('made at once count by the last', () => {
    const told = statusChanges(issueOf(), [change(2, status('To Do', 'Done'), status('Done', 'To Do'))], statuses)
    expect(told).toMatchObject([{ text: 'Done → To Do', status: 'Open' }])
  })

  it.each([
    ['resolutiondate', { resolutiondate: '2025-09-05T00:00:00Z', updated: '2025-09-07T00:00:00Z' }, 5],
    [
      'statuscategorychangedate',
      { statuscategorychangedate: '2025-09-06T00:00:00Z', updated: '2025-09-07T00:00:00Z' },
      6,
    ],
    ['updated', { updated: '2025-09-07T00:00:00Z' }, 7],
  ])('that nobody recorded are dated by %s', (_, fields, day) => {
    const told = statusChanges(issueOf({ status: DONE, ...fields }), [], statuses)
    expect(told).toMatchObject([{ id: 'done', at: Date.parse(`2025-09-0${day}T00:00:00Z`), status: 'Resolved' }])
  })

  it('that nobody recorded are added where the changelog was cut short, and only there', () => {
    const fields = { status: DONE, updated: '2025-09-07T00:00:00Z' }
    const cut = [change(2, status('To Do', 'In Progress'))]
    expect(statusChanges(issueOf(fields), cut, statuses).map(({ id }) => id)).toEqual(['2', 'done'])
    const whole = [...cut, change(3, status('In Progress', 'Done'))]
    expect(statusChanges(issueOf(fields), whole, statuses).map(({ id }) => id)).toEqual(['2', '3'])
    // Without any date nobody can say when it ended.
    expect(statusChanges(issueOf({ status: DONE }), [], statuses)).toEqual([])
  })
})
