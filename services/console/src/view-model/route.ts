// What the address bar says, and the other way round. Anything that is no address of ours is the list.

import type { ListStatus } from '@thala/contracts/page'

export interface ListRoute {
  readonly view: 'list'
  readonly page: number
  /** Null: all. */
  readonly status: ListStatus | null
  readonly query: string
}

export interface StoryRoute {
  readonly view: 'story'
  /** Whatever people call the incident. */
  readonly id: string
}

export type Route = ListRoute | StoryRoute

export const MAX_QUERY = 200
const MAX_PAGE = 1_000

export const start: ListRoute = { view: 'list', page: 1, status: null, query: '' }

/** `address`: path and query of this origin. */
export function routeOf(address: string): Route {
  const { pathname, searchParams } = new URL(address, 'http://here')
  const [, id] = /^\/incidents\/([^/]{1,600})$/.exec(pathname) ?? []
  const name = decode(id ?? '')
  if (name !== '') return { view: 'story', id: name }
  const status = searchParams.get('status')
  return {
    view: 'list',
    page: pageOf(searchParams.get('page')),
    status: status === 'open' || status === 'resolved' ? status : null,
    query: (searchParams.get('q') ?? '').trim().slice(0, MAX_QUERY),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text).trim()
  } catch {
    return ''
  }
}

function pageOf(text: string | null): number {
  const page = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 1
  return Math.min(Math.max(page, 1), MAX_PAGE)
}

export const addressOf = (route: Route): string =>
  route.view === 'story' ? `/incidents/${encodeURIComponent(route.id)}` : `/${queryOf(route)}`

/** What the API is asked for the same. */
export const requestOf = (route: Route): string =>
  route.view === 'story' ? `/api/incidents/${encodeURIComponent(route.id)}` : `/api/incidents${queryOf(route)}`

function queryOf({ page, status, query }: ListRoute): string {
  const parameters = new URLSearchParams()
  if (status !== null) parameters.set('status', status)
  if (query !== '') parameters.set('q', query)
  if (page > 1) parameters.set('page', String(page))
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** Same list, whichever page of it. */
export const isSameList = (a: ListRoute, b: ListRoute): boolean => a.status === b.status && a.query === b.query
