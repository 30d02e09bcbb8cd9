// How people's corrections are made, wherever a person makes one: a terminal, a button. A correction names messages, not
// incidents, because the root of an incident can change. Pure; the id repeats when the same correction is made twice.

import { type Correction, type CorrectionAction, correctionId, DEFAULT_SCOPE } from '@thala/contracts'
import { isReport } from './evaluate.ts'
import type { Story, StoryLine } from './story.ts'

export interface Correcting {
  /** Id of the person, or `local-operator`. */
  readonly actor: string
  readonly action: CorrectionAction
  /** Messages that it is about; of an undo the correction that it takes back. */
  readonly targets: readonly string[]
  /** When the person acted, epoch ms: stamped once. */
  readonly at: number
  /** A message of the other incident, for confirm, unlink and relink. */
  readonly with?: string | null
  readonly severity?: Correction['severity']
  readonly undoes?: string | null
}

export interface MadeCorrection {
  readonly id: string
  readonly value: Omit<Correction, 'v' | 'id'>
}

export function makeCorrection(correcting: Correcting): MadeCorrection {
  const { actor, action, targets, at, with: other = null, severity = null, undoes = null } = correcting
  const value = { scope: DEFAULT_SCOPE, actor, action, at, targets: [...targets], with: other, severity, undoes }
  return { id: correctionId(actor, targets, action, at), value }
}

/** Takes back the correction of this id, which is all that an undo names. */
export const makeUndo = (actor: string, correction: string, at: number): MadeCorrection =>
  makeCorrection({ actor, action: 'undo', targets: [correction], undoes: correction, at })

/** The report by whose id a correction names this incident: the first that the reader of the story may read. */
export const reportOf = ({ lines }: Story): StoryLine | undefined =>
  lines.find(({ role }) => role === 'report') ?? lines.find(({ role }) => isReport(role))
