// `thala correct`: what people know better. A correction names messages; it is appended, and the linker decides again.

import { collections, type Severity, severity, ThalaError, thalaCommand, topics } from '@thala/contracts'
import { makeCorrection, type Reader, reportOf, story } from '@thala/incidents'
import { append, type Installation } from '@thala/runtime'
import { outputTo } from '@thala/service'
import { type Session, withInstallation } from '../session.ts'
import { workOff } from '../work-off.ts'
import { found } from './incident.ts'

export type Wish =
  | { readonly action: 'confirm' | 'relink'; readonly message: string; readonly incident: string }
  | { readonly action: 'unlink'; readonly message: string; readonly incident: string | undefined }
  | { readonly action: 'not-an-incident' | 'resolved' | 'reopened'; readonly incident: string }
  | { readonly action: 'severity'; readonly incident: string; readonly severity: string }
  | { readonly action: 'undo'; readonly correction: string }

const toCorrections = outputTo('corrections', topics.corrections)

interface Named {
  readonly targets: readonly string[]
  readonly with: string | null
  readonly severity: Severity | null
  readonly undoes: string | null
}

export const correct = (session: Session, wish: Wish): Promise<void> =>
  withInstallation(session, 'append', async ({ installation, reader }) => {
    const { console, env } = session
    const named = await nameMessages(installation, reader, wish)
    const actor = reader.kind === 'person' ? reader.id : 'local-operator'
    const { id, value } = makeCorrection({ ...named, actor, action: wish.action, at: Date.now() })
    await append(installation.bus, env, [toCorrections(value, { id })])
    await workOff(installation, { env, onReason: console.notice })
    if (console.json) console.data({ correction: id, action: wish.action, targets: named.targets })
    else console.line(`done; take it back with: ${thalaCommand(`correct undo ${id}`)}`)
  })

async function nameMessages(installation: Installation, reader: Reader, wish: Wish): Promise<Named> {
  const nothing = { with: null, severity: null, undoes: null }
  const root = async (id: string) => rootOf(await found(await story(installation.store, reader, id), id))
  switch (wish.action) {
    case 'confirm':
    case 'relink':
      return { ...nothing, targets: [wish.message], with: await root(wish.incident) }
    case 'unlink':
      return { ...nothing, targets: [wish.message], with: wish.incident ? await root(wish.incident) : null }
    case 'severity': {
      const parsed = severity.safeParse(wish.severity)
      if (!parsed.success)
        throw new ThalaError('bad-input', `severity ${wish.severity}: choose one of ${severity.options.join(', ')}`)
      return { ...nothing, targets: [await root(wish.incident)], severity: parsed.data }
    }
    case 'undo':
      return { ...nothing, targets: await targetsOf(installation, wish.correction), undoes: wish.correction }
    default:
      return { ...nothing, targets: [await root(wish.incident)] }
  }
}

function rootOf(told: ReturnType<typeof found>): string {
  const report = reportOf(told)
  if (!report) throw new ThalaError('bad-input', `${told.card.shortId} has no report that you may read`)
  return report.entryId
}

async function targetsOf(installation: Installation, correction: string): Promise<readonly string[]> {
  const known = (await installation.store.get(collections.links, [correction])).get(correction)
  if (!known) throw new ThalaError('not-found', `no correction ${correction}`)
  return [correction]
}
