// The source of the handbook's third chapter among all services: from a line in a file to an incident that is closed.

import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latestIssues, type Reader, story } from '@thala/incidents'
import { standIns, startWorld, type World } from '@thala/testkit'
import { pagerSource } from '@thala/testkit/handbook/pager-source'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pipeline } from './declarations.ts'

let folder: string
let world: World | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thala-pager-'))
})
afterEach(async () => {
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
})

const page = (id: string, event: string, at: string, note = '') =>
  `${JSON.stringify({ event, at, incident: { id, service: 'checkout', title: `5xx ${id}`, urgency: 'high' }, note })}\n`

const operator: Reader = { kind: 'local-operator' }

it('a new source opens incidents and closes them, and nothing else had to be told of it', async () => {
  const file = join(folder, 'pages.jsonl')
  const read = async () => {
    const one = await startWorld(() => [pagerSource(file), ...pipeline(standIns())], { folder: join(folder, 'data') })
    await one.running.sourcesDone
    await one.drain()
    await one.store.refresh()
    return one
  }
  await writeFile(
    file,
    page('Q1', 'triggered', '2026-03-01T10:00:00Z') + page('Q2', 'triggered', '2026-03-01T10:05:00Z'),
  )
  world = await read()
  const { issues } = await latestIssues(world.store, operator, { page: 1, pageSize: 10 })
  expect(issues.map(({ title, status, severity }) => [title, status, severity])).toEqual([
    ['5xx Q2', 'Open', 'High'],
    ['5xx Q1', 'Open', 'High'],
  ])
  const nobody: Reader = { kind: 'conversations', ids: [] }
  expect((await latestIssues(world.store, nobody, { page: 1, pageSize: 10 })).issues).toEqual([])
  await world.stop()

  await appendFile(file, page('Q1', 'resolved', '2026-03-01T10:30:00Z', 'rolled back 4711'))
  world = await read()
  const first = await latestIssues(world.store, operator, { page: 1, pageSize: 10 })
  expect(first.issues.map(({ title, status }) => `${title} ${status}`).sort()).toEqual([
    '5xx Q1 Resolved',
    '5xx Q2 Open',
  ])
  const closed = first.issues.find(({ status }) => status === 'Resolved')
  const told = await story(world.store, operator, closed?.incidentId ?? '')
  expect(told.kind === 'found' && told.story.lines.map(({ role, text }) => [role, text])).toEqual([
    ['report', '5xx Q1'],
    ['resolution', '5xx Q1: resolved. rolled back 4711'],
  ])
})
