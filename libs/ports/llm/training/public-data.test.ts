import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  channelReplies,
  classifiedMessages,
  dialogReplies,
  ordinaryChat,
  statusPosts,
  trackerBugs,
} from './public-data.ts'

async function folderWith(files: Record<string, unknown[]>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thala-data-'))
  for (const [name, rows] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
  return folder
}

describe('statusPosts', () => {
  const post = (seq: number, label: string, status: string, text = `${label} ${seq}`) => ({
    ...{ id: `p${seq}`, source: 'Acme', incident_id: 'i', seq, label, status, text },
  })
  const read = async (...posts: unknown[]) =>
    statusPosts(
      await folderWith({
        'statuspage/messages.jsonl': posts,
        'statuspage/incidents.jsonl': [{ incident_id: 'i', impact: 'major' }],
      }),
    )

  it('names file and line of a row that is not one', async () => {
    await expect(read(post(0, 'incident_report', 'investigating'), { id: 7 })).rejects.toThrow(
      /messages\.jsonl, line 2/,
    )
  })

  it('gives the first post its severity and no parent', async () => {
    expect(await read(post(0, 'incident_report', 'investigating'))).toMatchObject([
      { types: ['incident_report'], severity: 'High', parent: null, group: 'Acme' },
    ])
  })

  it('reads "monitoring" as a fix that is not final or as news, and "resolved" as one that is', async () => {
    const [, monitoring, resolved] = await read(
      post(0, 'incident_report', 'investigating'),
      post(1, 'discussion', 'monitoring'),
      post(2, 'resolution', 'resolved'),
    )
    expect(monitoring).toMatchObject({ types: ['resolution', 'discussion'], complete: false, scored: false })
    expect(resolved).toMatchObject({ types: ['resolution'], complete: true, scored: true })
  })

  it('leaves maintenance and post-mortems out, and a form letter after its third copy', async () => {
    expect(await read(post(0, 'maintenance', 'scheduled'), post(1, 'postmortem', 'postmortem'))).toEqual([])
    const copies = [1, 2, 3, 4, 5].map((seq) => post(seq, 'resolution', 'resolved', 'This incident has been resolved.'))
    expect(await read(...copies)).toHaveLength(3)
  })
})

describe('the other readers', () => {
  it('keep every type that would be right, and skip posts that have a file of their own', async () => {
    const row = { voice: 'chat', channel: 'c', text: 'hi', accepted: ['discussion', 'unrelated'], origin: 'slack' }
    const folder = await folderWith({ 'classify/classify.jsonl': [row, { ...row, origin: 'statuspage' }] })
    expect(classifiedMessages(folder)).toMatchObject([{ types: ['discussion', 'unrelated'], scored: true }])
  })

  it('take answers of others only, and allow for a fix under a bug report', async () => {
    const messages = [
      { text: 'it crashes', user: 'a' },
      { text: 'which version?', user: 'b' },
      { text: 'the newest', user: 'a' },
    ]
    const folder = await folderWith({ 'chat/gitter_bug_dialogs.jsonl': [{ community: 'c', bug_report: 1, messages }] })
    expect(dialogReplies(folder)).toMatchObject([
      { text: 'which version?', parent: 'it crashes', types: ['discussion', 'unrelated', 'resolution'] },
    ])
  })

  it('never read ordinary chat as a report', async () => {
    const folder = await folderWith({ 'chat/slack_silver.jsonl': [{ channel: 'c', text: 'hackett is fun' }] })
    expect(ordinaryChat(folder)[0]?.types).not.toContain('incident_report')
  })

  it('skip system lines and lines that answer nothing', async () => {
    const line = { channel: 'c', text: 't', kind: 'message', annotated: true }
    const rows = Array.from({ length: 60 }, (_, i) => [
      { ...line, id: `open${i}`, reply_to: [] },
      { ...line, id: `re${i}`, reply_to: [`open${i}`] },
      { ...line, id: `sys${i}`, kind: 'system', reply_to: [`open${i}`] },
      { ...line, id: `ctx${i}`, annotated: false },
    ]).flat()
    const found = channelReplies(await folderWith({ 'chat/irc_replies.jsonl': rows }))
    expect(found.length).toBeGreaterThan(5)
    expect(found.length).toBeLessThan(60)
  })

  it('take no severity from a default priority', async () => {
    const bug = { project: 'P', summary: 's', text: null, priority: 'Major' }
    const folder = await folderWith({ 'tickets/jira_bugs.jsonl': [bug, { ...bug, priority: 'Blocker' }] })
    expect(trackerBugs(folder).map(({ severity }) => severity)).toEqual([null, 'Critical'])
  })
})
