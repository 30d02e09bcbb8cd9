import type { Evidence } from '@thala/contracts'
import { searchIncidents, story } from '@thala/incidents'
import { incidentOf, type Workspace, workspace } from '@thala/incidents/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { cardOf, matchOf, storyOf } from './wire.ts'

/** Controls but line breaks and tabs, half characters, and what turns the direction of writing. */
const ACTING = /[\p{Cs}\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/u
const nasty = (text: string) => `\u202e${text}\u2066\u001b[31m\u0000\ud83d`
const reader = { kind: 'local-operator' } as const
const incident = incidentOf('CBIDI', 500)

let w: Workspace
beforeEach(async () => {
  w = workspace()
  w.conversation('CBIDI', nasty('ops'), 'public')
  const attachments = [
    { name: nasty('a.png'), mimeType: 'image/png', bytes: 1, url: null, text: nasty('Error 504') },
    { name: 'b.png', mimeType: 'image/png', bytes: 1, url: null, text: null, reason: nasty('it is empty') },
  ]
  const say = (minutes: number, text: string) =>
    w.message({ channel: 'CBIDI', minutes, text: nasty(text), by: nasty('Bob'), attachments })
  await w.link(incident, await say(500, 'zebra crossing fails\n\tat once'), 500, { role: 'report' })
  const evidence: Evidence = { kind: 'score', score: 0.9, reasons: [nasty('mentions')], candidates: [] }
  await w.link(incident, await say(501, 'שלום, fixed'), 501, { role: 'resolution', evidence })
})

async function sent() {
  const told = await story(w.store, reader, incident)
  const [found] = await searchIncidents(w.store, reader, { query: 'zebra crossing', vector: null, k: 1 })
  if (told.kind !== 'found' || !found) throw new Error('it is there')
  return {
    story: storyOf(told.story, { badge: null, clock: null }),
    card: cardOf(found.card),
    match: matchOf(found),
    found,
  }
}

function textsIn(value: unknown): string[] {
  const texts: string[] = []
  JSON.stringify(value, (_, one) => {
    if (typeof one === 'string') texts.push(one)
    return one
  })
  return texts
}

describe('what people wrote', () => {
  it('takes no word beside it along: no name and no text turns the direction of writing or holds controls', async () => {
    const { story, card, match } = await sent()
    // Ids are not shown; here they are made of the name.
    const shown = textsIn([story, card, match]).filter((text) => !text.startsWith('slack:'))
    expect(shown.length).toBeGreaterThan(20)
    expect(shown.filter((text) => ACTING.test(text))).toEqual([])
  })

  it('stays readable, in every script, with its lines, and with marks where they were', async () => {
    const { story, card, match, found } = await sent()
    expect(story.entries[0]?.text).toContain('zebra crossing fails\n\tat once')
    expect([card.reporter, card.conversation]).toEqual([expect.stringContaining('Bob'), expect.stringContaining('ops')])
    expect(story.incident.resolution?.text).toContain('שלום, fixed')
    expect(story.entries[0]?.attachments).toMatchObject([
      { name: expect.stringContaining('a.png'), text: expect.stringContaining('Error 504') },
      { reason: expect.stringContaining('it is empty') },
    ])
    expect(match?.text).toHaveLength(found.best.text.length)
    const [first] = match?.marks ?? []
    expect(match?.text.slice(first?.start, first?.end)).toBe('zebra')
  })
})
