// Which incidents the list holds: by status, and by what they are about.

import type { IncidentList } from '@thala/contracts/page'
import { useRef } from 'preact/hooks'
import { addressOf, isSameList, type ListRoute, MAX_QUERY, start } from '../view-model/route.ts'
import { html, type Markup } from './html.ts'
import { navigate } from './navigate.ts'
import { route } from './state.ts'

/** After the last key, before the search begins. */
const TYPING_MS = 300

const statuses = [
  [null, 'All'],
  ['open', 'Open'],
  ['resolved', 'Resolved'],
] as const

export function Filters({ wanted, counts }: { wanted: ListRoute; counts: IncidentList['counts'] | null }): Markup {
  const shares = counts && { all: counts.open + counts.resolved, ...counts }
  return html`
    <div class="tools">
      <nav class="segments" aria-label="Status">
        ${statuses.map(
          ([status, name]) => html`
            <a href=${addressOf({ ...wanted, status, page: 1 })} aria-current=${wanted.status === status ? 'true' : undefined}>
              ${name}<span class="count">${shares?.[status ?? 'all'] ?? ''}</span>
            </a>
          `,
        )}
      </nav>
      <${Search} wanted=${wanted} />
    </div>
  `
}

function Search({ wanted }: { wanted: ListRoute }): Markup {
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const search = (text: string) => {
    clearTimeout(typing.current)
    // As it is now: a filter may have been chosen since the key was pressed.
    const now = route.peek()
    if (now.view !== 'list') return
    const next: ListRoute = { ...start, status: now.status, query: text.trim().slice(0, MAX_QUERY) }
    // One search is one step back, however it was typed.
    if (!isSameList(next, now)) navigate(next, { replace: now.query !== '' && next.query !== '' })
  }
  const onInput = ({ currentTarget: { value } }: { currentTarget: HTMLInputElement }) => {
    clearTimeout(typing.current)
    typing.current = setTimeout(() => search(value), TYPING_MS)
  }
  const onSubmit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault()
    search(String(new FormData(event.currentTarget).get('q') ?? ''))
  }
  return html`
    <form class="search" role="search" onSubmit=${onSubmit}>
      <label class="unseen" for="search">Search incidents</label>
      <input id="search" name="q" type="search" maxlength=${MAX_QUERY} value=${wanted.query} onInput=${onInput}
        placeholder="Search, e.g. an error message" autocomplete="off" spellcheck="false" enterkeyhint="search" />
    </form>
  `
}
