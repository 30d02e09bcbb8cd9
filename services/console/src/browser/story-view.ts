// The story of one incident: where it stands, what fixed it or did not, and who said what, each with why it was linked.

import type { IncidentCard, IncidentStory } from '@thala/contracts/page'
import { duration, openFor } from '../view-model/time.ts'
import { counted, placeName } from '../view-model/words.ts'
import { Entry } from './entry.ts'
import { html, type Markup } from './html.ts'
import { Outcome } from './outcome.ts'
import { Failed, Loading, Permalink, Severity, Status, Time } from './pieces.ts'
import { now, route, story } from './state.ts'

export function StoryView(): Markup {
  const shown = story.value
  return html`
    <p class="back"><a href="/">‹ All incidents</a></p>
    ${shown.kind === 'loading' && (shown.card ? html`<${Head} card=${shown.card} formerly=${[]} />` : html`<${Loading} />`)}
    ${shown.kind === 'missing' && html`<${Missing} />`}
    ${shown.kind === 'failed' && html`<${Failed} detail=${shown.detail} />`}
    ${shown.kind === 'ready' && html`<${Told} story=${shown.value} />`}
  `
}

function Told({ story: { incident, formerly, entries, omitted } }: { story: IncidentStory }): Markup {
  return html`
    <article>
      <${Head} card=${incident} formerly=${formerly} />
      <${Outcome} of=${incident} />
      <h2 class="section">What was said <span class="count">${counted(entries.length + (omitted?.count ?? 0), 'entry', 'entries')}</span></h2>
      <ol class="entries">
        ${entries.flatMap((entry, i) => [
          omitted?.after === i && html`<${Omitted} key="omitted" count=${omitted.count} />`,
          html`<${Entry} key=${`${entry.entryId} ${entry.role}`} entry=${entry} all=${entries} />`,
        ])}
      </ol>
    </article>
  `
}

function Omitted({ count }: { count: number }): Markup {
  return html`<li class="entry none">${counted(count, 'entry is', 'entries are')} not shown here</li>`
}

function Head({ card, formerly }: { card: IncidentCard; formerly: readonly string[] }): Markup {
  return html`
    <header class="head">
      <p class="facts">
        <span class="id">${card.shortId}</span> <${Status} of=${card.status} /> <${Severity} of=${card.severity} />
        ${card.category && html`<span>${card.category}</span>`}
      </p>
      <h1>${card.title}</h1>
      <dl class="about">
        <div><dt>Reported</dt><dd><${Time} at=${card.openedAt} /> <${Permalink} to=${card.permalink} label="Where it was reported" /></dd></div>
        <div><dt>By</dt><dd><bdi>${card.reporter ?? 'someone'}</bdi>${card.conversation && html` in <bdi>${placeName(card.conversation)}</bdi>`}</dd></div>
        <div><dt>Reports</dt><dd>${card.reports}</dd></div>
        <div><dt>Last activity</dt><dd><${Time} at=${card.lastAt} /></dd></div>
        <div><dt>${card.resolution ? 'Was open for' : 'Open for'}</dt><dd>${duration(openFor(card, now.value))}</dd></div>
        ${formerly.length > 0 && html`<div><dt>Formerly</dt><dd class="id">${formerly.join(', ')}</dd></div>`}
      </dl>
    </header>
  `
}

function Missing(): Markup {
  const { value } = route
  return html`
    <section class="notice">
      <h2>No such incident</h2>
      <p>
        There is no incident ${value.view === 'story' && html`<code>${value.id}</code>`} of which you may read a message. It may
        have been deleted, or be told in a conversation that is not open to you.
      </p>
      <p><a href="/">All incidents</a></p>
    </section>
  `
}
