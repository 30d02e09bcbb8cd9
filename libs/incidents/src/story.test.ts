import { shortIncidentId } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { Reader } from './reader.ts'
import { story } from './story.ts'
import {
  exampleWorkspace,
  ids,
  incidentOf,
  incidents,
  messageId,
  PAYMENTS,
  personId,
  START,
  STOREFRONT,
  type Workspace,
  workspace,
} from './testing/index.ts'

const operator: Reader = { kind: 'local-operator' }
const member: Reader = { kind: 'person', id: personId('U1') }

async function told(w: Workspace, reader: Reader, text: string) {
  const answer = await story(w.store, reader, text)
  if (answer.kind !== 'found') throw new Error(`expected a story of ${text}, got ${answer.kind}`)
  return answer.story
}

describe('what people may call an incident', () => {
  it.each([
    ['nothing', ''],
    ['words', 'the payment thing'],
    ['an id that no incident has', 'INC-ZZZZZZZ'],
    ['a full id that no incident has', '0'.repeat(32)],
    ['an id inside of a sentence', `about ${shortIncidentId(incidents.payments)} again`],
    ['a private incident', incidents.tokens],
    ['a private incident by its short id', shortIncidentId(incidents.tokens)],
    ['a private message of a public incident', ids.privateFix],
    ['a private message by its name of old', 'slack_1757496600'],
    ['an incident whose only report was deleted', incidents.basket],
    ['a message that belongs to none', messageId(PAYMENTS, 999)],
  ])('%s: not found', async (_, text) => {
    const { store } = await exampleWorkspace()
    expect(await story(store, operator, text)).toEqual({ kind: 'not-found' })
  })

  const short = shortIncidentId(incidents.payments)
  it.each([
    ['its short id', short],
    ['its short id in small letters, with spaces around', ` ${short.toLowerCase()} `],
    ['a longer short id', shortIncidentId(incidents.payments, 9)],
    ['a short id between the lengths that are stored', shortIncidentId(incidents.payments, 17)],
    ['its longest short id', shortIncidentId(incidents.payments, 26)],
    ['its full id', incidents.payments],
    ['its full id in capitals', incidents.payments.toUpperCase()],
    ['the id of its first message', ids.paymentsReport],
    ['the id of its fix', ids.paymentsFix],
    ['the name of old with microseconds', 'slack_1757491200_000000'],
    ['the name of old in seconds', 'slack_1757491200'],
    ['an id that it had before an older report took over', incidents.formerPayments],
    ['the short form of that', shortIncidentId(incidents.formerPayments)],
  ])('%s: found', async (_, text) => {
    const w = await exampleWorkspace()
    expect((await told(w, operator, text)).card.incidentId).toBe(incidents.payments)
  })

  it('lists the candidates when a name of old fits several', async () => {
    const w = await exampleWorkspace()
    const other = await w.message({ channel: STOREFRONT, minutes: 0, text: 'the shop is slow' })
    await w.link(incidentOf(STOREFRONT, 0), other, 0, { role: 'report' })
    const answer = await story(w.store, operator, 'slack_1757491200_000000')
    expect(answer).toMatchObject({ kind: 'ambiguous' })
    const candidates = answer.kind === 'ambiguous' ? answer.candidates : []
    expect(candidates.map(({ title }) => title).sort()).toEqual([
      'Payments are timing out at checkout since 08:00',
      'the shop is slow',
    ])
  })

  it('finds the one candidate that the reader may read', async () => {
    const w = await exampleWorkspace()
    const other = await w.message({ channel: 'GSEC', minutes: 0, text: 'secret' })
    await w.link(incidentOf('GSEC', 0), other, 0, { role: 'report' })
    expect((await told(w, operator, 'slack_1757491200')).card.incidentId).toBe(incidents.payments)
    expect(await story(w.store, member, 'slack_1757491200')).toMatchObject({ kind: 'ambiguous' })
  })

  it('lists the incidents that share a short id, each with a form that tells them apart', async () => {
    const w = workspace()
    w.conversation(PAYMENTS, 'payments', 'public')
    // Ids that differ only where the eighth character comes from: 22 · 32⁶ apart.
    const twins = [1n, 1n + 22n * 32n ** 6n].map((n) => n.toString(16).padStart(32, '0'))
    for (const [i, twin] of twins.entries()) {
      const id = await w.message({ channel: PAYMENTS, minutes: i, text: `twin ${i}` })
      await w.link(twin, id, i, { role: 'report' })
    }
    const answer = await story(w.store, operator, shortIncidentId(twins[0] ?? ''))
    const candidates = answer.kind === 'ambiguous' ? answer.candidates : []
    expect(candidates.map(({ shortId }) => shortId)).toEqual(twins.map((twin) => shortIncidentId(twin, 8)))
    for (const { shortId, title } of candidates) expect((await told(w, operator, shortId)).card.title).toBe(title)
  })

  it('gives up on ids that moved in a circle', async () => {
    const w = await exampleWorkspace()
    const [a, b] = [incidentOf(PAYMENTS, 0), incidentOf(PAYMENTS, 4)]
    await w.link(a, ids.paymentsReport, 0, { role: 'withdrawn', version: 5, movedTo: b })
    await w.link(a, messageId(PAYMENTS, 4), 4, { role: 'withdrawn', version: 5, movedTo: b })
    expect(await story(w.store, operator, a)).toEqual({ kind: 'not-found' })
  })
})

describe('a story', () => {
  it('goes in order of time, each line with its role, words and evidence', async () => {
    const { lines, formerly } = await told(await exampleWorkspace(), operator, incidents.payments)
    expect(lines.map(({ role, author }) => [role, author])).toEqual([
      ['report', 'Joel'],
      ['corroboration', 'Marco'],
      ['discussion', 'Maren'],
      ['resolution', 'Joel'],
    ])
    expect(lines[3]).toMatchObject({
      at: START + 40 * 60_000,
      conversation: 'payments',
      permalink: expect.stringContaining('/archives/CPAY/'),
      evidence: { kind: 'thread', reasons: ['same thread'], via: { messageId: ids.paymentsReport }, score: null },
    })
    expect(formerly).toEqual([shortIncidentId(incidents.formerPayments)])
  })

  it('spells people by name, and a private channel only to those who read it', async () => {
    const w = await exampleWorkspace()
    const talk = async (reader: Reader) => (await told(w, reader, incidents.payments)).lines[2]?.text
    expect(await talk(operator)).toBe('@Joel is looking, see #GSEC & the dashboard')
    expect(await talk(member)).toBe('@Joel is looking, see #security-leads & the dashboard')
  })

  it('leaves out lines that the reader may not read, without a gap to count', async () => {
    const answer = await told(await exampleWorkspace(), operator, incidents.login)
    expect(answer.lines.map(({ role }) => role)).toEqual(['report'])
    expect(JSON.stringify(answer)).not.toContain('GSEC')
  })

  it('names among the candidates of a link only incidents that the reader may read', async () => {
    const w = await exampleWorkspace()
    const seen = await told(w, member, incidents.login)
    expect(seen.lines[1]?.evidence).toMatchObject({
      score: 0.9,
      candidates: [
        { shortId: shortIncidentId(incidents.tokens), score: 0.6 },
        { shortId: shortIncidentId(incidents.search), score: 0.2 },
      ],
    })
    w.conversation('GSEC', 'security-leads', 'private', [])
    await w.link(incidents.login, await w.message({ channel: STOREFRONT, minutes: 95, text: 'works' }), 95, {
      role: 'resolution',
      evidence: {
        kind: 'score',
        reasons: [],
        via: ids.tokensReport,
        candidates: [{ incidentId: incidents.tokens, score: 0.6 }],
      },
    })
    expect((await told(w, operator, incidents.login)).lines[1]?.evidence).toMatchObject({ candidates: [], via: null })
  })

  it('tells of corrections: who, what and when', async () => {
    const w = await exampleWorkspace()
    await w.link(incidents.payments, 'correction-2', 50, { role: 'severity', severity: 'Critical' }, 'U1')
    const { lines, card } = await told(w, operator, incidents.payments)
    expect(lines.at(-1)).toMatchObject({ role: 'severity', author: 'Maren', text: null, severity: 'Critical' })
    expect(card.severity).toBe('Critical')
  })

  it('shows a fix that was announced before the incident was told, in its place', async () => {
    const w = await exampleWorkspace()
    const early = await w.message({ channel: STOREFRONT, minutes: 55, text: 'should be fine again', by: 'U2' })
    await w.link(incidents.login, ids.loginReport, 60, {
      role: 'report',
      version: 2,
      orphan: { messageId: early, role: 'suspected-fix' },
    })
    const { lines } = await told(w, operator, incidents.login)
    expect(lines.map(({ role, text }) => [role, text])).toEqual([
      ['suspected-fix', 'should be fine again'],
      ['report', 'Staff login loops between keyring and the admin gateway'],
    ])
    expect(lines[0]?.evidence).toMatchObject({ kind: 'orphan', via: { messageId: ids.loginReport } })
  })

  it('names what hangs on each message, and nothing for a correction', async () => {
    const w = await exampleWorkspace()
    const attachment = { name: 'a.png', mimeType: 'image/png', bytes: 1, url: null, text: 'Error 504' }
    const id = await w.message({ channel: STOREFRONT, minutes: 62, text: 'look', attachments: [attachment] })
    await w.link(incidents.login, id, 62, { role: 'discussion' })
    await w.link(incidents.login, 'correction', 63, { role: 'severity', severity: 'Low' }, 'U1')
    const { lines } = await told(w, operator, incidents.login)
    expect(lines.map(({ attachments }) => attachments)).toEqual([[], [attachment], []])
  })

  it('is still told of an incident that a person dismissed', async () => {
    const { card, lines } = await told(await exampleWorkspace(), operator, incidents.lunch)
    expect(card.status).toBe('Dismissed')
    expect(lines.map(({ role, author }) => [role, author])).toEqual([
      ['report', 'Maren'],
      ['dismissed', 'Joel'],
    ])
  })
})
