// The list of incidents: filters, search, a table of ten rows, and where in the list one is.

import type { IncidentList } from '@thala/contracts/page'
import { type ListRoute, start } from '../view-model/route.ts'
import { range } from '../view-model/words.ts'
import { Filters } from './filters.ts'
import { html, type Markup } from './html.ts'
import { Row } from './list-row.ts'
import { release } from './load.ts'
import { Pager } from './pager.ts'
import { Failed, Loading } from './pieces.ts'
import { isHeld, list, route, waiting } from './state.ts'

export function ListView(): Markup {
  const shown = list.value
  const wanted = route.value.view === 'list' ? route.value : start
  return html`
    <h1 class="unseen">Incidents</h1>
    <${Filters} wanted=${wanted} counts=${shown.kind === 'ready' ? shown.value.counts : null} />
    ${shown.kind === 'loading' && html`<${Loading} />`}
    ${shown.kind === 'missing' && html`<${Failed} detail="There is no list at this address." />`}
    ${shown.kind === 'failed' && html`<${Failed} detail=${shown.detail} />`}
    ${shown.kind === 'ready' && html`<${Contents} shown=${shown.value} wanted=${wanted} />`}
  `
}

function Contents({ shown, wanted }: { shown: IncidentList; wanted: ListRoute }): Markup {
  if (shown.incidents.length === 0) return html`<${Empty} shown=${shown} wanted=${wanted} />`
  return html`
    <${Table} rows=${shown.incidents} />
    <div class="foot">
      <p class="range">${range(shown)}</p>
      <${Held} />
      <${Pager} wanted=${wanted} pages=${shown.pages} />
    </div>
  `
}

const INGEST = 'npm run thala -- ingest acme.zip issues.json ops.mbox'

const hold = () => {
  isHeld.value = true
}
/** A link that has the focus after a click is not about to be used. */
const holdForKeyboard = ({ target }: FocusEvent) => {
  if (target instanceof Element && target.matches(':focus-visible')) hold()
}
const letGo = () => {
  isHeld.value = false
  release()
}

const columns = ['Status', 'Severity', 'Incident', 'Category', 'Reports', 'Open for', 'Last activity']

// Roles are written out: the narrow layout takes the table apart, and browsers then forget that it is one.
function Table({ rows }: { rows: IncidentList['incidents'] }): Markup {
  return html`
    <table role="table" aria-label="Incidents" onPointerEnter=${hold} onPointerLeave=${letGo} onFocusIn=${holdForKeyboard} onFocusOut=${letGo}>
      <thead role="rowgroup">
        <tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr>
      </thead>
      <tbody role="rowgroup">${rows.map((row) => html`<${Row} key=${row.id} row=${row} />`)}</tbody>
    </table>
  `
}

/** Says that rows would move, and lets them. */
function Held(): Markup | null {
  return waiting.value && html`<button type="button" class="held" onClick=${release}>Show the newer list</button>`
}

function Empty({ shown, wanted }: { shown: IncidentList; wanted: ListRoute }): Markup {
  if (shown.total > 0)
    return html`<${Notice} title="This page of the list is empty"><p><a href="/">Back to the first page</a></p><//>`
  if (wanted.query !== '')
    return html`<${Notice} title="No incident is about “${wanted.query}”">
      <p>Search goes by meaning and by words, over everything that you may read. Try the words of an error message, or <a href="/">show all incidents</a>.</p>
    <//>`
  if (wanted.status !== null && shown.counts.open + shown.counts.resolved > 0)
    return html`<${Notice} title=${wanted.status === 'open' ? 'Nothing is open' : 'Nothing was resolved yet'}>
      <p><a href="/">Show all incidents</a></p>
    <//>`
  return html`<${Notice} title="No incidents yet">
    <p>Thala notices incidents in what people write. Give it exports of Slack and Jira, mailboxes, tables of tickets:</p>
    <pre><code>${INGEST}</code></pre>
    <p>They appear here by themselves, each with its story and its fix.</p>
  <//>`
}

function Notice({ title, children }: { title: string; children?: Markup }): Markup {
  return html`<section class="notice"><h2>${title}</h2>${children}</section>`
}
