// The frame around both views: what this is, whether it is live, and what is said to whoever does not see it change.

import { html, type Markup } from './html.ts'
import { ListView } from './list-view.ts'
import { tryNow } from './live.ts'
import { badge, connection, isBusy, route, spoken } from './state.ts'
import { StoryView } from './story-view.ts'

const connectionWords = { starting: 'Connecting', live: 'Live', lost: 'Offline' } as const

export function App(): Markup {
  const view = route.value.view === 'story' ? html`<${StoryView} />` : html`<${ListView} />`
  return html`
    <a class="skip" href="#main">Skip to the incidents</a>
    <header class="bar">
      <a class="brand" href="/">Thala</a>
      ${badge.value && html`<span class="badge">${badge.value}</span>`}
      <span class="connection" data-state=${connection.value}>${connectionWords[connection.value]}</span>
    </header>
    <main id="main" tabindex="-1" aria-busy=${isBusy.value}>${view}</main>
    <p class="unseen" role="status">${spoken.value}</p>
    ${connection.value === 'lost' && html`<${Lost} />`}
  `
}

function Lost(): Markup {
  return html`
    <div class="lost" role="alert">
      <p><strong>The server does not answer.</strong> What you see may be out of date. It is tried again by itself.</p>
      <button type="button" onClick=${tryNow}>Try now</button>
    </div>
  `
}
