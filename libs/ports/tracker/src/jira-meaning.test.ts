import { describe, expect, it } from 'vitest'
import { severityOf, statusesOf, typeOfIssue } from './jira-meaning.ts'

describe('what Jira says', () => {
  it('of planned work opens nothing, however it is worded', () => {
    for (const name of ['Story', 'Epic', 'Sub-task', 'New Feature', 'Improvement'])
      expect(typeOfIssue(name, 'Critical')).toBe('discussion')
  })

  it('is talk where a task is not urgent, and read where it is, or does not say', () => {
    expect(typeOfIssue('Task', 'Medium')).toBe('discussion')
    expect(typeOfIssue('Aufgabe', 'Low')).toBe('discussion')
    for (const severity of ['High', 'Critical', undefined] as const)
      expect(typeOfIssue('Task', severity)).toBeUndefined()
  })

  it('of what may be anything is left to be read', () => {
    for (const name of ['Task', 'Service Request', '', undefined, 'Bug fix day'])
      expect(typeOfIssue(name, 'Critical')).toBeUndefined()
  })

  it('of something broken is a report, unless it hardly matters', () => {
    for (const name of ['Bug', 'INCIDENT', 'Outage', 'problem', '[System] Incident', 'Störung'])
      for (const severity of ['Critical', 'Medium', undefined] as const)
        expect(typeOfIssue(name, severity)).toBe('incident_report')
    expect(typeOfIssue('Bug', 'Low')).toBe('discussion')
    expect(typeOfIssue('Outage', 'Low')).toBe('incident_report')
  })

  it.each([
    ['Blocker', 'Critical'],
    ['Highest', 'Critical'],
    ['P1 - Critical', 'Critical'],
    ['Major', 'High'],
    ['Medium', 'Medium'],
    ['Lowest', 'Low'],
    ['Sev4', 'Low'],
    ['Undecided', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('with the priority %s is %s', (priority, severity) => expect(severityOf(priority)).toBe(severity))
})

describe('a status', () => {
  const statuses = statusesOf([
    { id: '5', name: 'Parked', statusCategory: { key: 'done' } },
    { id: '6', name: 'Done', statusCategory: { key: 'indeterminate' } },
    { id: '7', name: 'Closed' },
  ])

  it('ends an issue by its category in the export, whatever its name', () => {
    expect(statuses.isDone({ id: '5', name: 'renamed since' })).toBe(true)
    expect(statuses.isDone({ name: 'PARKED' })).toBe(true)
    expect(statuses.isDone({ name: 'Done' })).toBe(false)
  })

  it('that no issue has now is known by its name, or is none', () => {
    for (const name of ['Closed', 'resolved', "Won't Do", 'Erledigt']) expect(statuses.isDone({ name })).toBe(true)
    for (const name of ['In Progress', 'To Do', 'Almost done', '', undefined])
      expect(statuses.isDone({ name })).toBe(false)
  })
})
