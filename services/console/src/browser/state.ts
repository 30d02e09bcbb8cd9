// Everything that the page shows, as signals. Who writes: `navigate` the route, `load` the contents, `live` the connection.

import { computed, signal } from '@preact/signals'
import type { IncidentCard, IncidentList, IncidentStory } from '@thala/contracts/page'
import { type Route, routeOf } from '../view-model/route.ts'

export type Shown<T> =
  /** Nothing to show yet, at most what was known of it before. */
  | { readonly kind: 'loading'; readonly card: IncidentCard | null }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly detail: string }

export const route = signal<Route>(routeOf(location.href))
export const list = signal<Shown<IncidentList>>({ kind: 'loading', card: null })
export const story = signal<Shown<IncidentStory>>({ kind: 'loading', card: null })
/** What is shown is about to be replaced. */
export const isBusy = signal(false)
export const badge = signal<string | null>(null)
export const connection = signal<'starting' | 'live' | 'lost'>('starting')
/** Incidents that changed just now. */
export const changed = signal<ReadonlySet<string>>(new Set())
/** Read out to people who do not see what changed. */
export const spoken = signal('')
/** The clock of whoever looks, by the minute. */
export const minute = signal(Date.now())
/** Where the clock of a sample stands; null for real data. */
export const clock = signal<number | null>(null)
/** From where it is counted how long something has been open. */
export const now = computed(() => clock.value ?? minute.value)
/** Somebody is about to use a row: nothing may move under their hands. */
export const isHeld = signal(false)
/** The list as it will be once nothing is held. */
export const waiting = signal<IncidentList | null>(null)
