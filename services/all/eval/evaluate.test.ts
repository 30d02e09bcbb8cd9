import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { standInEmbedder } from '@thala/embedder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from './bench.ts'
import { classify } from './classify.ts'
import { duplicates } from './duplicates.ts'
import { evaluate } from './evaluate.ts'
import { type Evaluated, isEvaluated } from './figures.ts'
import { shippedJudges } from './held-out.ts'
import { link } from './link.ts'
import { mailThreads } from './mail.ts'
import { severity } from './severity.ts'
import { statuspage } from './statuspage.ts'
import { tasks } from './tasks.ts'
import { tickets } from './tickets.ts'

let data: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'thala-eval-test-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

async function write(path: string, ...rows: object[]): Promise<void> {
  const file = join(data, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'))
}

const lines: string[] = []
const runAll = async (some: readonly Task[]) => {
  const judges = shippedJudges()
  const embedder = standInEmbedder()
  const outcomes = await evaluate({ data, tasks: some, embedder, judges, progress: (line) => lines.push(line) })
  return [...outcomes.values()]
}
const run = async (task: Task) => (await runAll([task]))[0]
const figuresOf = async (task: Task): Promise<Evaluated['figures']> => {
  const outcome = await run(task)
  if (!outcome || !isEvaluated(outcome)) throw new Error(JSON.stringify(outcome))
  for (const { value, lo, hi } of Object.values(outcome.figures)) {
    expect(lo).toBeLessThanOrEqual(value + 1e-9)
    expect(hi).toBeGreaterThanOrEqual(value - 1e-9)
  }
  return outcome.figures
}

const HOUR = 3_600_000
const iso = (hours: number) => new Date(1_757_491_200_000 + hours * HOUR).toISOString()

describe('an evaluation', () => {
  it.each(tasks)('says that the data has nothing for $name', async (task) => {
    expect(await run(task)).toEqual({ skipped: `the data has no folder ${task.folder}` })
  })

  it('names the file and the line of a row that does not fit, and goes on with the other tasks', async () => {
    const row = { id: 'a', voice: 'user', channel: 'c', text: 'it fails', accepted: ['incident_report'] }
    await write('classify/classify.jsonl', row, { ...row, accepted: ['bug'] })
    await write('tickets/endava_topics.jsonl', { id: 'a', text: 'it fails' })
    const outcomes = await runAll([classify, tickets, mailThreads])
    expect(outcomes).toEqual([
      { failed: expect.stringMatching(/classify\.jsonl, line 2: accepted\.0: /) },
      { failed: expect.stringMatching(/topics\.jsonl, line 1: topic: /) },
      { skipped: 'the data has no folder mail' },
    ])
  })
})

describe('messages', () => {
  it('are judged by voice, and any accepted type is right', async () => {
    const row = (id: string, voice: string, text: string, ...accepted: string[]) => ({
      id,
      voice,
      channel: voice,
      text,
      accepted,
    })
    await write(
      'classify/classify.jsonl',
      row('1', 'user', 'checkout crashes with error 500 for every order', 'incident_report'),
      row('2', 'chat', 'lunch at noon?', 'discussion', 'unrelated'),
      row('3', 'chat', 'have a nice weekend everybody', 'discussion', 'unrelated'),
    )
    const figures = await figuresOf(classify)
    expect(Object.keys(figures)).toEqual(['macroF1', 'macroF1.user', 'macroF1.chat', 'userRecallAt5'])
    expect(figures['macroF1.chat']).toMatchObject({ value: 1, n: 2 })
    expect(figures.userRecallAt5).toMatchObject({ n: 1, baseline: { value: 1 } })
  })
})

describe('status pages', () => {
  const post = (id: string, hours: number, label: string, text: string, more: object = {}) => {
    const [incident, seq] = id.split('#')
    return { id, source: 'Acme', ts: iso(hours), text, label, incident_id: incident, seq: Number(seq), ...more }
  }
  const posts = [
    post('a#0', 0, 'incident_report', 'We are investigating errors of the billing exports.'),
    post('b#0', 1, 'incident_report', 'We are investigating slow searches in the catalogue.'),
    post('c#0', 2, 'incident_report', 'We are investigating delayed webhooks.'),
    post('a#1', 3, 'discussion', 'A fix is out and we are watching.', { ambiguous: 'fix announced' }),
    post('a#2', 4, 'resolution', 'The billing exports work again, this is resolved.'),
    post('d#0', 5, 'maintenance', 'Planned work tonight.'),
  ]

  it('leave out what is ambiguous or no part of an incident', async () => {
    await write('statuspage/messages.jsonl', ...posts)
    const { macroF1, 'macroF1.Acme': ofAcme } = await figuresOf(statuspage)
    expect(macroF1).toMatchObject({ n: 4, baseline: { name: 'keyword rule', value: 1 } })
    expect(ofAcme).toEqual(macroF1)
  })

  it('are linked by what they say, with and without the source', async () => {
    await write('statuspage/messages.jsonl', ...posts)
    const candidates = ['a#0', 'b#0', 'c#0']
    await write('statuspage/links.jsonl', { resolution_id: 'a#2', gold_report_id: 'a#0', candidates, generic: false })
    const figures = await figuresOf(link)
    for (const name of ['accuracy', 'recallAt3', 'accuracy.withSource', 'recallAt3.withSource'])
      expect(figures[name]).toMatchObject({ value: 1, n: 1 })
    expect(figures.autoCoverage?.value === 1).toBe(figures.autoPrecision?.n === 1)
    expect(figures.accuracy?.baseline).toEqual({ name: 'TF-IDF', value: 1 })
  })

  it('refuse a link to a post that is not there', async () => {
    await write('statuspage/messages.jsonl', ...posts)
    const row = { resolution_id: 'a#2', gold_report_id: 'a#0', candidates: ['a#0', 'z#0'], generic: false }
    await write('statuspage/links.jsonl', row)
    expect(await run(link)).toEqual({ failed: expect.stringMatching(/links\.jsonl, line 1: names z#0/) })
  })

  it('tell how bad it is by the impact that the page gave', async () => {
    await write('statuspage/messages.jsonl', ...posts)
    await write(
      'statuspage/incidents.jsonl',
      { incident_id: 'a', impact: 'critical' },
      { incident_id: 'b', impact: 'none' },
      { incident_id: 'c', impact: null },
      { incident_id: 'd', impact: 'maintenance', maintenance: true },
    )
    expect((await figuresOf(severity)).macroF1).toMatchObject({ n: 2 })
  })
})

describe('duplicates', () => {
  const issue = (id: string, hours: number, title: string, text: string) => ({
    id,
    product: 'P',
    title,
    text,
    created: iso(hours),
  })

  it('are looked for among what was there before, and nothing else', async () => {
    await write(
      'duplicates/corpus.jsonl',
      issue('P-1', 0, 'datanode loses blocks at restart', 'blocks vanish when the datanode restarts'),
      issue('P-2', 1, 'web page shows wrong quota', 'the quota is off by one'),
      issue('P-3', 2, 'datanode loses blocks at restart', 'blocks vanish when the datanode restarts'),
      issue('P-4', 3, 'datanode loses blocks at restart', 'blocks vanish when the datanode restarts'),
    )
    const query = (id: string, hours: number, ...relevant: string[]) => ({
      id,
      product: 'P',
      created: iso(hours),
      relevant,
    })
    await write('duplicates/queries.jsonl', query('P-3', 2, 'P-1'), query('P-2', 1, 'P-4'))
    const figures = await figuresOf(duplicates)
    expect(figures.hitAt1).toMatchObject({ value: 0.5, n: 2, baseline: { name: 'BM25', value: 0.5 } })
    expect(figures.mrr?.value).toBe(0.5)
  })
})

describe('a query', () => {
  it('about an issue that is not there is refused', async () => {
    await write('duplicates/corpus.jsonl', { id: 'P-1', product: 'P', title: 'disk full', text: null, created: iso(0) })
    await write('duplicates/queries.jsonl', { id: 'P-9', product: 'P', created: iso(1), relevant: ['P-1'] })
    expect(await run(duplicates)).toEqual({
      failed: expect.stringContaining('queries.jsonl asks about P-9, which is not in corpus.jsonl'),
    })
  })
})

describe('mails', () => {
  const mail = (id: string, hours: number, subject: string, replyTo: string | null, thread: string) => ({
    id,
    list: 'ops',
    ts: iso(hours),
    sender: `${id}@example.org`,
    subject,
    in_reply_to: replyTo,
    thread_id: thread,
  })

  it('are threaded by headers, and worse without', async () => {
    await write(
      'mail/mails.jsonl',
      mail('a', 0, 'tracker is down', null, 'a'),
      mail('b', 1, 'it was the disk (was: nothing)', 'a', 'a'),
      mail('c', 2, 'lunch', null, 'c'),
    )
    const figures = await figuresOf(mailThreads)
    expect(figures.thread).toMatchObject({ value: 1, n: 3 })
    expect(figures['thread.withoutHeaders']?.value).toBeCloseTo(2 / 3, 6)
  })
})

describe('tickets', () => {
  it('take the topic of their likes', async () => {
    const words = ['laptop screen battery', 'holiday payslip leave']
    const rows = Array.from({ length: 40 }, (_, i) => ({
      id: `t${i}`,
      text: `${words[i % 2]} case ${i}`,
      topic: `topic ${i % 2}`,
    }))
    await write('tickets/acme_topics.jsonl', ...rows)
    const { topicMacroF1 } = await figuresOf(tickets)
    expect(topicMacroF1?.value).toBe(1)
    expect(topicMacroF1?.n).toBeGreaterThan(2)
  })
})
