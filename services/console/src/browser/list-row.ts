// One incident in the list. The whole row leads to its story; the link is its title.

import type { IncidentList } from '@thala/contracts/page'
import { pieces } from '../view-model/marked.ts'
import { addressOf } from '../view-model/route.ts'
import { duration, openFor } from '../view-model/time.ts'
import { placeName } from '../view-model/words.ts'
import { html, type Markup } from './html.ts'
import { Severity, Status, Time } from './pieces.ts'
import { changed, now } from './state.ts'

export function Row({ row }: { row: IncidentList['incidents'][number] }): Markup {
  const address = addressOf({ view: 'story', id: row.shortId })
  return html`
    <tr role="row" data-changed=${changed.value.has(row.id)}>
      <td role="cell" class="c-status"><${Status} of=${row.status} /></td>
      <td role="cell" class="c-severity"><${Severity} of=${row.severity} /></td>
      <td role="cell" class="c-title">
        <a class="title" href=${address}>${row.title}</a>
        <span class=${row.match ? 'under match' : 'under'}>
          <span class="id">${row.shortId}</span> ${row.match ? html`<${Match} match=${row.match} />` : html`<${From} row=${row} />`}
        </span>
      </td>
      <td role="cell" class="c-category">${row.category ?? '–'}</td>
      <td role="cell" class="c-reports" data-reports=${row.reports}><span class="number">${row.reports}</span></td>
      <td role="cell" class="c-open">${duration(openFor(row, now.value))}</td>
      <td role="cell" class="c-last"><${Time} at=${row.lastAt} /></td>
    </tr>
  `
}

/** Names written from right to left keep to themselves. */
function From({ row: { conversation, reporter } }: { row: IncidentList['incidents'][number] }): Markup {
  const names = [conversation && placeName(conversation), reporter].filter((name) => name !== null && name !== '')
  return html`${names.map((name, i) => html`${i > 0 && ' · '}<bdi>${name}</bdi>`)}`
}

/** What of it answered the search. */
function Match({ match }: { match: NonNullable<IncidentList['incidents'][number]['match']> }): Markup {
  return html`${pieces(match).map(({ text, isMarked }) => (isMarked ? html`<mark>${text}</mark>` : text))}`
}
