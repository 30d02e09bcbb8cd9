// `thala ask` and `thala incident` on a Jira export of one issue.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'

const cli = commandLine()
const { thala } = cli

const at = (day: number) => `2025-09-${String(day).padStart(2, '0')}T10:00:00.000+0000`
const issue = {
  id: '1',
  key: 'OPS-1',
  self: 'https://acme.atlassian.net/rest/api/3/issue/1',
  fields: {
    summary: 'Payments are timing out at checkout',
    created: at(8),
    issuetype: { name: 'Incident' },
    project: { key: 'OPS' },
    description: 'All card payments fail since this morning.',
  },
  changelog: {
    histories: [{ id: '10', created: at(10), items: [{ field: 'status', fromString: 'To Do', toString: 'Done' }] }],
  },
}

it('calls a project by its key, leads from an id to its incident, and advises what to type here', async () => {
  const path = join(cli.folder, 'issues.json')
  await writeFile(path, JSON.stringify({ issues: [issue] }))
  expect(await thala('ingest', path, '--readers', 'jira:OPS=workspace')).toMatchObject({ code: 0 })
  const { out: list } = await thala('ask', 'latest_issue')
  expect(list).toMatch(/\nOPS · /)
  expect(list).not.toContain('#OPS')

  const [id = ''] = /INC-\w+/.exec(list) ?? []
  const { out: found } = await thala('ask', 'search', id)
  expect(found).toContain('Payments are timing out at checkout')
  expect(found).not.toContain('Nothing similar')
  const { out: story } = await thala('incident', id)
  expect(story).toContain(' OPS\n')
  expect(story).not.toContain('#OPS')

  const { out: advice } = await thala('ask', 'latest_issue', '99')
  expect(advice.replace(/\s+/g, ' ')).toContain('there is only one page. Try npm run thala -- ask latest_issue [page]')
})
