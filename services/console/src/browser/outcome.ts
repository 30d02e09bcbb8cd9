// What became of an incident: the fix, what is suspected to be one, and those that did not hold.

import type { IncidentCard, PageFix } from '@thala/contracts/page'
import { fixWords, type Tone } from '../view-model/words.ts'
import { html, type Markup } from './html.ts'
import { Permalink, Time, Words } from './pieces.ts'

export function Outcome({ of: { status, resolution, suspectedFix, failedFixes } }: { of: IncidentCard }): Markup {
  const isOpen = !resolution && (status === 'Open' || status === 'Reopened')
  return html`
    <section class="outcome" aria-label="Outcome">
      ${resolution && html`<${Fix} title="Resolution" tone="resolved" fix=${resolution} />`}
      ${suspectedFix && html`<${Fix} title="Suspected fix, not confirmed" tone="doubt" fix=${suspectedFix} />`}
      ${failedFixes.map((fix) => html`<${Fix} title="Fix that did not hold" tone="open" fix=${fix} />`)}
      ${isOpen && !suspectedFix && html`<p class="none">No fix is known yet.</p>`}
      ${status === 'Dismissed' && html`<p class="none">A person said that this is no incident.</p>`}
    </section>
  `
}

function Fix({ title, tone, fix }: { title: string; tone: Tone; fix: PageFix }): Markup {
  const { by, at, permalink } = fix
  return html`
    <section class="fix" data-tone=${tone}>
      <h2>${title}</h2>
      <${Words} of=${fixWords(fix)} />
      <p class="under"><bdi>${by ?? 'someone'}</bdi> · <${Time} at=${at} /> <${Permalink} to=${permalink} label="Where the fix was told" /></p>
    </section>
  `
}
