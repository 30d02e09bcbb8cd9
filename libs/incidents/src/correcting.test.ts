import { correction, incidentId } from '@thala/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCorrection, makeUndo, reportOf } from './correcting.ts'
import { story } from './story.ts'
import { exampleWorkspace, ids, incidentOf, PAYMENTS, SECURITY, STOREFRONT, workspace } from './testing/index.ts'

const at = 1_757_500_000_000
const dismissal = { actor: 'slack:T1:U1', action: 'not-an-incident', targets: [ids.paymentsReport], at } as const

describe('a correction', () => {
  it('has one id however often it is made, and another when anything about it differs', () => {
    const { id } = makeCorrection(dismissal)
    expect(makeCorrection(dismissal).id).toBe(id)
    const others = [
      { ...dismissal, actor: 'slack:T1:U2' },
      { ...dismissal, action: 'confirm' as const },
      { ...dismissal, targets: [ids.loginReport] },
      { ...dismissal, at: at + 1 },
    ]
    expect(new Set([id, ...others.map((one) => makeCorrection(one).id)]).size).toBe(5)
  })

  it('is one that the log takes, whoever makes it', () => {
    const id = fc.string({ minLength: 1, maxLength: 512 })
    const targets = fc.array(id, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(id, targets, fc.nat(), (actor, targets, at) => {
        const made = makeCorrection({ actor, action: 'confirm', targets, at, with: targets[0] ?? null })
        expect(correction.parse({ v: 1, id: made.id, ...made.value })).toMatchObject({ actor, targets, at })
        const undo = makeUndo(actor, made.id, at + 1)
        expect(correction.parse({ v: 1, id: undo.id, ...undo.value })).toMatchObject({ undoes: made.id })
      }),
    )
  })
})

describe('the report that names an incident', () => {
  const told = async (w: Awaited<ReturnType<typeof exampleWorkspace>>, id: string) => {
    const answer = await story(w.store, { kind: 'local-operator' }, id)
    return answer.kind === 'found' ? reportOf(answer.story)?.entryId : answer.kind
  }

  it('is its root', async () => {
    expect(await told(await exampleWorkspace(), ids.paymentsReport)).toBe(ids.paymentsReport)
  })

  it('is a later voice where the root may not be read', async () => {
    const w = workspace()
    w.conversation(SECURITY, 'security-leads', 'private')
    w.conversation(PAYMENTS, 'payments', 'public')
    const id = incidentOf(SECURITY, 0)
    await w.link(id, await w.message({ channel: SECURITY, minutes: 0, text: 'hidden' }), 0, { role: 'report' })
    const voice = await w.message({ channel: PAYMENTS, minutes: 5, text: 'payments are down' })
    await w.link(id, voice, 5, { role: 'corroboration' })
    expect(await told(w, id)).toBe(voice)
  })

  it('is none where only the fix may be read', async () => {
    const w = workspace()
    w.conversation(SECURITY, 'security-leads', 'private')
    w.conversation(STOREFRONT, 'storefront', 'public')
    const report = await w.message({ channel: SECURITY, minutes: 0, text: 'hidden' })
    const id = incidentId(report)
    await w.link(id, report, 0, { role: 'report' })
    const fix = await w.message({ channel: STOREFRONT, minutes: 5, text: 'it works again' })
    await w.link(id, fix, 5, { role: 'resolution' })
    expect(await told(w, id)).toBeUndefined()
  })
})
