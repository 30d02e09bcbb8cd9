// What a person can say about an incident with a click, as Block Kit: the menu at an incident, and the line that notes what
// was said, with a button to take it back. Promise: values carry ids alone, stay within Slack's limits, and are checked
// when they come back.

import type { Button, Overflow } from '@slack/types'
import { actionIds, hashId } from '@thala/contracts'
import type { IssueCard, MadeCorrection } from '@thala/incidents'
import { z } from 'zod'
import type { Answer } from './answer.ts'
import { section } from './markup.ts'

export interface IncidentChoice {
  readonly action: 'confirm' | 'not-an-incident'
  readonly incident: string
  /** Key of the message that told the fix which was shown; null where none was. */
  readonly fix: string | null
}

/** Bytes of a button's value; https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_VALUE = 2000

/** Stands for a message in a menu, whose values hold 150 characters: fewer than an id may have. */
export const fixKey = (messageId: string): string => hashId('fix', messageId)

const choicePattern = /^(confirm|not-an-incident) ([0-9a-f]{32})(?: ([0-9a-f]{32}))?$/

/** Null for a value that was not made here. */
export function parseChoice(value: string): IncidentChoice | null {
  const [, action, incident, fix = null] = choicePattern.exec(value) ?? []
  if (incident === undefined || (action !== 'confirm' && action !== 'not-an-incident')) return null
  return { action, incident, fix }
}

export const choiceValue = ({ action, incident, fix }: IncidentChoice): string =>
  [action, incident, ...(fix === null ? [] : [fix])].join(' ')

export function incidentMenu({ incidentId: incident, suspectedFix, resolution }: IssueCard): Overflow {
  const told = (suspectedFix ?? resolution)?.messageId ?? null
  const fix = told === null ? null : fixKey(told)
  const option = (text: string, choice: IncidentChoice) => ({
    text: { type: 'plain_text' as const, text, emoji: false },
    value: choiceValue(choice),
  })
  return {
    type: 'overflow',
    action_id: actionIds.incident,
    options: [
      option(fix === null ? 'Confirm the incident' : 'Confirm the fix', { action: 'confirm', incident, fix }),
      option('Not an incident', { action: 'not-an-incident', incident, fix: null }),
    ],
  }
}

const undoable = z.strictObject({
  incident: z.string().regex(/^[0-9a-f]{32}$/),
  correction: z.string().regex(/^[0-9a-f]{32}$/),
  action: z.enum(['confirm', 'not-an-incident']),
  target: z.string().min(1).max(512),
  at: z.int().nonnegative(),
})
/** A correction, with all from which its id follows but who made it: whoever else clicks arrives at another id. */
export type Undoable = z.infer<typeof undoable>

/** Null for a value that was not made here. */
export function parseUndo(value: string): Undoable | null {
  if (value.length > MAX_VALUE) return null
  try {
    return undoable.safeParse(JSON.parse(value)).data ?? null
  } catch {
    return null
  }
}

/** `text` is escaped already. */
export function notedBlocks(text: string, choice: IncidentChoice, { id, value }: MadeCorrection): Answer {
  const { action, incident } = choice
  const [target = ''] = value.targets
  const undo = JSON.stringify({ incident, correction: id, action, target, at: value.at } satisfies Undoable)
  const button: Button = {
    type: 'button',
    text: { type: 'plain_text', text: 'Undo', emoji: false },
    action_id: actionIds.undo,
    value: undo,
  }
  // An id that does not fit can still be taken back at the command line.
  const buttons = undo.length <= MAX_VALUE ? [{ type: 'actions' as const, elements: [button] }] : []
  return { blocks: [section(text), ...buttons], text }
}

/** One line, escaped already. */
export const line = (text: string): Answer => ({ blocks: [section(text)], text })
