// Small parts that both views are made of.

import type { IncidentCard } from '@thala/contracts/page'
import { passages } from '../view-model/passages.ts'
import { localTime, universalTime } from '../view-model/time.ts'
import { statusTones } from '../view-model/words.ts'
import { html, type Markup } from './html.ts'
import { load } from './load.ts'

export function Status({ of }: { of: IncidentCard['status'] }): Markup {
  return html`<span class="status" data-tone=${statusTones[of]}>${of}</span>`
}

export function Severity({ of }: { of: IncidentCard['severity'] }): Markup {
  return html`<span class="severity" data-severity=${of ?? 'none'}>${of ?? 'Not rated'}</span>`
}

export function Time({ at }: { at: number }): Markup {
  return html`<time datetime=${universalTime(at)} title=${universalTime(at)}>${localTime(at)}</time>`
}

/** To where it was said. Only `https:` is followed, and whoever is there does not learn from where. */
export function Permalink({ to, label }: { to: string | null; label: string }): Markup | null {
  if (!to?.startsWith('https://')) return null
  return html`<a class="source" href=${to} target="_blank" rel="noreferrer" aria-label=${label}>source</a>`
}

/** What somebody wrote, as text alone; what they pasted keeps its lines and columns. */
export function Words({ of }: { of: string }): Markup {
  return html`${passages(of).map(({ kind, text }) =>
    kind === 'code' ? html`<pre class="read">${text}</pre>` : html`<p class="words">${text}</p>`,
  )}`
}

/** Appears only when it takes long enough to be noticed. */
export function Loading(): Markup {
  return html`<p class="loading">Loading …</p>`
}

export function Failed({ detail }: { detail: string }): Markup {
  return html`
    <section class="notice" data-tone="open">
      <h2>This cannot be shown</h2>
      <p>${detail}</p>
      <p><button type="button" onClick=${() => load('navigation')}>Try again</button></p>
    </section>
  `
}
