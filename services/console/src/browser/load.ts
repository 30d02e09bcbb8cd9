// Brings the contents of the page up to date: after a navigation, and after a change that was heard of. What is shown
// stays until its successor is there, and while somebody holds the list, rows change in their places alone.

import { batch } from '@preact/signals'
import type { IncidentCard, IncidentList, IncidentStory } from '@thala/contracts/page'
import { changesBetween, inPlace, isSameOrder } from '../view-model/changes.ts'
import { type ListRoute, requestOf, type StoryRoute } from '../view-model/route.ts'
import { type Answer, ask } from './ask.ts'
import { badge, changed, clock, isBusy, isHeld, list, route, spoken, story, waiting } from './state.ts'

/** How long a change is pointed at. */
const CHANGED_MS = 4_000

type Cause = 'navigation' | 'change'

let current = new AbortController()
let fading: ReturnType<typeof setTimeout> | undefined
/** Request of which the list shows the answer. */
let listed = ''

/** The one way to new contents; a later call outruns an earlier one. */
export async function load(cause: Cause): Promise<void> {
  current.abort()
  current = new AbortController()
  const { signal } = current
  const wanted = route.peek()
  if (cause === 'navigation') isBusy.value = true
  if (wanted.view === 'list') await loadList(wanted, cause, signal)
  else await loadStory(wanted, cause, signal)
  if (!signal.aborted) isBusy.value = false
}

async function loadList(wanted: ListRoute, cause: Cause, signal: AbortSignal): Promise<void> {
  const request = requestOf(wanted)
  const answer = await ask<IncidentList>(request, signal)
  const before = list.peek()
  const isRefresh = listed === request && before.kind === 'ready'
  if (answer.kind === 'ok') {
    batch(() => {
      badge.value = answer.value.badge
      clock.value = answer.value.clock
      if (isRefresh) refreshList(before.value, answer.value, cause)
      else show(answer.value)
    })
    listed = request
  } else if (!isRefresh || answer.kind === 'refused') list.value = failure(answer) ?? before
}

function show(next: IncidentList): void {
  list.value = { kind: 'ready', value: next }
  waiting.value = null
}

function refreshList(before: IncidentList, next: IncidentList, cause: Cause): void {
  const changes = changesBetween(before.incidents, next.incidents)
  if (cause === 'change') pointAt(changes.ids, changes.text)
  if (isHeld.peek() && !isSameOrder(before.incidents, next.incidents)) {
    list.value = { kind: 'ready', value: { ...next, incidents: inPlace(before.incidents, next.incidents) } }
    waiting.value = next
  } else show(next)
}

/** Shows what was held back. */
export function release(): void {
  const next = waiting.peek()
  if (next) batch(() => show(next))
}

async function loadStory(wanted: StoryRoute, cause: Cause, signal: AbortSignal): Promise<void> {
  const before = story.peek()
  const isRefresh = before.kind === 'ready' && names(before.value.incident, wanted.id)
  if (!isRefresh) story.value = { kind: 'loading', card: known(wanted.id) }
  const answer = await ask<IncidentStory>(requestOf(wanted), signal)
  if (answer.kind === 'ok') {
    batch(() => {
      badge.value = answer.value.badge
      clock.value = answer.value.clock
      story.value = { kind: 'ready', value: answer.value }
      if (isRefresh && cause === 'change' && JSON.stringify(before.value) !== JSON.stringify(answer.value))
        pointAt(newEntries(before.value, answer.value), `${answer.value.incident.shortId} changed`)
    })
  } else if (!isRefresh || answer.kind === 'missing' || answer.kind === 'refused')
    story.value = failure(answer) ?? story.peek()
}

const names = ({ id, shortId }: IncidentCard, text: string): boolean => id === text || shortId === text

/** What the list told of it. */
function known(id: string): IncidentCard | null {
  const now = list.peek()
  return now.kind === 'ready' ? (now.value.incidents.find((card) => names(card, id)) ?? null) : null
}

function newEntries(before: IncidentStory, after: IncidentStory): Set<string> {
  const old = new Set(before.entries.map((entry) => JSON.stringify(entry)))
  return new Set(after.entries.filter((entry) => !old.has(JSON.stringify(entry))).map(({ entryId }) => entryId))
}

function pointAt(ids: ReadonlySet<string>, text: string): void {
  if (text === '') return
  changed.value = ids
  spoken.value = text
  clearTimeout(fading)
  fading = setTimeout(() => (changed.value = new Set()), CHANGED_MS)
}

function failure(answer: Answer<unknown>): { kind: 'missing' } | { kind: 'failed'; detail: string } | null {
  switch (answer.kind) {
    case 'missing':
      return { kind: 'missing' }
    case 'refused':
      return { kind: 'failed', detail: answer.detail }
    case 'down':
      return { kind: 'failed', detail: 'The server does not answer.' }
    default:
      return null
  }
}
