// What a click on an incident says, as a correction. Reads, and decides; appending is the caller's. Promise: only about an
// incident that the person may read, and only the one who said something takes it back.

import { type MadeCorrection, makeCorrection, makeUndo, reportOf, type Story, story } from '@thala/incidents'
import type { StoreReader } from '@thala/service'
import type { Answer } from '../answer.ts'
import { fixKey, type IncidentChoice, line, notedBlocks, parseChoice, parseUndo } from '../incident-actions.ts'
import type { Person } from './asking.ts'

export interface Corrected {
  /** Null when there is nothing to say to the linker. */
  readonly made: MadeCorrection | null
  readonly told: Answer
}

const nothing = (text: string): Corrected => ({ made: null, told: line(text) })
const GONE = 'This incident is gone, or it is not one that you may read.'
const UNREADABLE = 'This button does not work any more: ask again with `/thala latest_issue`.'

/** `at`: when it was clicked, epoch ms. */
export async function chosen(store: StoreReader, person: Person, value: string, at: number): Promise<Corrected> {
  const choice = parseChoice(value)
  if (choice === null) return nothing(UNREADABLE)
  const told = await readable(store, person, choice.incident)
  const report = told && reportOf(told)
  if (!told || !report) return nothing(GONE)
  const { shortId, status } = told.card
  if (status === 'Dismissed') return nothing(`${shortId} is marked as no incident already.`)
  const fix = fixIn(told, choice)
  if (fix === undefined) return nothing(`What fixed ${shortId} has changed since: ask again to see how it stands.`)
  const { action } = choice
  const targets = [fix ?? report.entryId]
  const about = action === 'confirm' ? { with: report.entryId } : {}
  const made = makeCorrection({ actor: person.id, action, targets, at, ...about })
  return { made, told: notedBlocks(notedText(shortId, action, fix !== null), choice, made) }
}

export async function undone(store: StoreReader, person: Person, value: string, at: number): Promise<Corrected> {
  const undoable = parseUndo(value)
  if (undoable === null) return nothing(UNREADABLE)
  const { incident, correction, action, target } = undoable
  const own = makeCorrection({ actor: person.id, action, targets: [target], at: undoable.at })
  if (own.id !== correction) return nothing('Only the person who said it can take it back.')
  const told = await readable(store, person, incident)
  if (!told) return nothing(GONE)
  return {
    made: makeUndo(person.id, correction, at),
    told: line(`Taken back: what you said about ${told.card.shortId}.`),
  }
}

async function readable(store: StoreReader, person: Person, incident: string): Promise<Story | null> {
  const answer = await story(store, person, incident)
  return answer.kind === 'found' ? answer.story : null
}

/** The message of the fix that was shown; null when none was, undefined when it is no longer there. */
function fixIn({ lines }: Story, { fix }: IncidentChoice): string | null | undefined {
  return fix === null ? null : lines.find(({ entryId }) => fixKey(entryId) === fix)?.entryId
}

function notedText(shortId: string, action: IncidentChoice['action'], isFix: boolean): string {
  if (action === 'not-an-incident') return `Noted: ${shortId} is not an incident.`
  return isFix ? `Noted: this fix belongs to ${shortId}.` : `Noted: ${shortId} is an incident.`
}
