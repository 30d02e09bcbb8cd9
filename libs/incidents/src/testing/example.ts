// The workspace that the tests of readers, bot and API share.
//
// | incident                      | reported in (minute) | what is special                                          |
// |-------------------------------|----------------------|----------------------------------------------------------|
// | payments time out             | payments (0)         | resolved in its thread; was known under another id       |
// | staff login loops             | storefront (60)      | resolved by a message in the private `security-leads`    |
// | session tokens in a log       | security-leads (120) | private                                                  |
// | search drops accents          | storefront (180)     | its fix failed, told again, a suspected fix stands       |
// | lunch                         | storefront (300)     | dismissed by a person                                    |
// | blank basket                  | storefront (320)     | its only report was deleted                              |

import type { Evidence } from '@thala/contracts'
import { incidentOf, messageId, type Workspace, workspace } from './workspace.ts'

export const PAYMENTS = 'CPAY'
export const STOREFRONT = 'CSHOP'
export const SECURITY = 'GSEC'
export const PARTNERS = 'CEXT'

export const incidents = {
  payments: incidentOf(PAYMENTS, 0),
  formerPayments: incidentOf(PAYMENTS, 4),
  login: incidentOf(STOREFRONT, 60),
  tokens: incidentOf(SECURITY, 120),
  search: incidentOf(STOREFRONT, 180),
  lunch: incidentOf(STOREFRONT, 300),
  basket: incidentOf(STOREFRONT, 320),
} as const

export async function exampleWorkspace(): Promise<Workspace> {
  const w = workspace()
  w.person('U1', 'Maren')
  w.person('U2', 'Joel')
  w.person('U3', 'Marco', { guest: true })
  w.person('U4', 'Petra', { active: false })
  w.conversation(PAYMENTS, 'payments', 'public', ['U1', 'U2', 'U3'])
  w.conversation(STOREFRONT, 'storefront', 'public', ['U1'])
  w.conversation(SECURITY, 'security-leads', 'private', ['U1', 'U4'])
  w.conversation(PARTNERS, 'ext-acquirer', 'shared', ['U1', 'U2'])
  await payments(w)
  await login(w)
  await search(w)
  const tokens = { channel: SECURITY, minutes: 120, text: 'Session tokens show up in the access log of keyring' }
  await w.link(incidents.tokens, await w.message(tokens), 120, { role: 'report' })
  const lunch = await w.message({ channel: STOREFRONT, minutes: 300, text: 'the lunch order is broken again' })
  await w.link(incidents.lunch, lunch, 300, { role: 'report' })
  await w.link(incidents.lunch, 'correction-lunch', 301, { role: 'dismissed' }, 'U2')
  const basket = { channel: STOREFRONT, minutes: 320, text: 'basket page is blank' }
  await w.message(basket)
  const gone = await w.message({ ...basket, deleted: true, revision: 325 })
  await w.link(incidents.basket, gone, 320, { role: 'withdrawn', version: 2 })
  return w
}

async function payments(w: Workspace): Promise<void> {
  const say = (minutes: number, by: string, text: string) =>
    w.message({ channel: PAYMENTS, minutes, by, text, thread: 0 })
  const report = await say(0, 'U2', 'Payments are timing out at checkout since 08:00\nacquirer answers after 30 s')
  const second = await say(4, 'U3', 'customers cannot pay, the card page hangs')
  const talk = await say(9, 'U1', '<@U2> is looking, see <#GSEC> & the dashboard')
  const fix = await say(40, 'U2', 'rolled tiller back to 4.8.2, payments go through again. all clear')
  const thread: Evidence = { kind: 'thread', reasons: ['same thread'], via: report, candidates: [] }
  await w.link(incidents.payments, report, 0, { role: 'report' }, 'U2')
  await w.link(incidents.payments, second, 4, { role: 'corroboration', evidence: thread }, 'U3')
  await w.link(incidents.payments, talk, 9, { role: 'discussion', evidence: thread }, 'U1')
  await w.link(incidents.payments, fix, 40, { role: 'resolution', evidence: thread }, 'U2')
  await w.link(incidents.formerPayments, second, 4, { role: 'report' }, 'U3')
  await w.link(
    incidents.formerPayments,
    second,
    4,
    { role: 'withdrawn', version: 2, movedTo: incidents.payments },
    'U3',
  )
}

async function login(w: Workspace): Promise<void> {
  const text = 'Staff login loops between keyring and the admin gateway'
  const report = await w.message({ channel: STOREFRONT, minutes: 60, by: 'U2', text })
  const fix = await w.message({
    channel: SECURITY,
    minutes: 90,
    by: 'U1',
    text: 'rotated the leaked signing key, login works',
  })
  await w.link(incidents.login, report, 60, { role: 'report' }, 'U2')
  const candidates = [
    { incidentId: incidents.tokens, score: 0.6 },
    { incidentId: incidents.search, score: 0.2 },
  ]
  await w.link(incidents.login, fix, 90, {
    role: 'resolution',
    evidence: { kind: 'score', score: 0.9, reasons: ['meaning 0.8'], via: report, candidates },
  })
}

async function search(w: Workspace): Promise<void> {
  const say = (minutes: number, text: string) => w.message({ channel: STOREFRONT, minutes, by: 'U1', text })
  const report = await say(180, 'Search drops accents: "café" finds nothing')
  const failed = await say(200, 'reindexed with the folding filter, search finds café again')
  const again = await say(240, 'search for café finds nothing once more')
  const guess = await say(260, 'pinned the analyzer version, that should do, watching')
  await w.link(incidents.search, report, 180, { role: 'report' }, 'U1')
  await w.link(incidents.search, failed, 200, { role: 'resolution' }, 'U1')
  await w.link(incidents.search, again, 240, { role: 'recurrence' }, 'U1')
  await w.link(incidents.search, guess, 260, { role: 'suspected-fix' }, 'U1')
}

export const ids = {
  paymentsReport: messageId(PAYMENTS, 0),
  paymentsFix: messageId(PAYMENTS, 40),
  loginReport: messageId(STOREFRONT, 60),
  privateFix: messageId(SECURITY, 90),
  tokensReport: messageId(SECURITY, 120),
} as const
