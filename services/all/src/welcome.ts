// What `npm start` prints: what runs on what, how much there is, one linked story, and what to try next. At most 25 lines.

import { placeName, terminalText } from '@thala/bot'
import { thalaCommand } from '@thala/contracts'
import { latestIssues, type Reader, type Story, story } from '@thala/incidents'
import type { Part } from '@thala/runtime'
import type { StoreReader } from '@thala/service'
import { type Counts, countAll, counted } from './counts.ts'
import { painter, shortTime, statusWord, whyLine, wrap } from './draw-story.ts'

export interface Welcome {
  readonly url: string
  readonly parts: readonly Part[]
  readonly badge: string | undefined
  readonly counts: Counts
  readonly story: Story | null
  readonly seconds: number
}

const reader: Reader = { kind: 'local-operator' }

/** What runs in the process itself. */
const models: readonly Part[] = [
  { what: 'classification', on: 'local linear model', variable: '–' },
  { what: 'sentence vectors', on: 'all-MiniLM-L6-v2, on this machine', variable: '–' },
]

export async function gather(
  store: StoreReader,
  rest: Pick<Welcome, 'url' | 'parts' | 'badge' | 'seconds'>,
): Promise<Welcome> {
  return { ...rest, counts: await countAll(store), story: await showcase(store) }
}

/** The resolved incident whose fix was found with the least help: by its words, in another conversation, if there is one. */
async function showcase(store: StoreReader): Promise<Story | null> {
  const { issues } = await latestIssues(store, reader, { page: 1, pageSize: 50 })
  let best: Story | null = null
  for (const issue of issues.filter(({ status }) => status === 'Resolved')) {
    const told = await story(store, reader, issue.incidentId)
    if (told.kind === 'found' && (best === null || worthOf(told.story) > worthOf(best))) best = told.story
    if (best !== null && worthOf(best) === MOST_WORTH) break
  }
  return best
}

const reportOf = (told: Story) => told.lines.find((line) => line.role === 'report')

const MOST_WORTH = 2

function worthOf(told: Story): number {
  const fix = fixOf(told)
  if (fix?.evidence.kind !== 'score') return 0
  return fix.conversation === reportOf(told)?.conversation ? 1 : MOST_WORTH
}

const fixOf = (told: Story) => told.lines.findLast((line) => line.role === 'resolution')

export function drawWelcome(welcome: Welcome, { width, colour }: { width: number; colour: boolean }): string[] {
  const paint = painter(colour)
  const { counts } = welcome
  return [
    `Thala is ready at ${welcome.url} after ${welcome.seconds.toFixed(1)} s${welcome.badge ? `, showing the ${welcome.badge}` : ''}`,
    ...[...welcome.parts, ...models].map(({ what, on, variable }) =>
      `  ${what.padEnd(18)} ${on.padEnd(44)} ${paint('dim', variable)}`.slice(0, width + 16),
    ),
    [
      counted(counts.messages, 'message'),
      counted(counts.incidents, 'incident'),
      `${counts.resolved} resolved`,
      counted(counts.deadLetters, 'dead letter'),
    ].join(', '),
    '',
    ...(welcome.story ? drawShowcase(welcome.story, paint, width) : emptyHint),
    'Try, in a second terminal:',
    ...tries(welcome.story).map((command) => `  ${command}`),
  ]
}

const emptyHint = ['Nothing has been taken in yet.', '']

function drawShowcase(told: Story, paint: ReturnType<typeof painter>, width: number): string[] {
  const fix = fixOf(told)
  const lines = [reportOf(told), fix].flatMap((line) => (line ? [line] : []))
  return [
    `${paint('bold', told.card.shortId)} ${statusWord(told.card, paint)} · ${told.card.severity ?? ''} · ${told.card.category ?? ''}`,
    ...lines.flatMap((line) => [
      `  ${shortTime(line.at)} ${line.role === 'report' ? 'reported' : 'fixed'} by ${terminalText(line.author ?? 'someone')}${line.conversation ? ` in ${placeName(terminalText(line.conversation))}` : ''}`,
      ...wrap(line.text ?? '', width - 4, 2).map((text) => `    ${text}`),
    ]),
    ...(fix ? wrap(`linked by ${whyLine(fix.evidence)}`, width - 4, 2).map((text) => `    ${paint('dim', text)}`) : []),
    '',
  ]
}

const tries = (told: Story | null): readonly string[] =>
  told
    ? [
        thalaCommand('ask latest_issue'),
        thalaCommand('ask search "payments timing out"'),
        thalaCommand(`incident ${told.card.shortId}`),
      ]
    : [thalaCommand('ingest <folder of a Slack export>'), thalaCommand('ask latest_issue'), thalaCommand('--help')]
