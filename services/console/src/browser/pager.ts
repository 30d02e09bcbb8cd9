// From page to page. Both links are always there, so that nothing moves from one page to the next.

import { addressOf, type ListRoute } from '../view-model/route.ts'
import { html, type Markup } from './html.ts'

export function Pager({ wanted, pages }: { wanted: ListRoute; pages: number }): Markup {
  return html`
    <nav class="pager" aria-label="Pages">
      <${Step} to=${{ ...wanted, page: wanted.page - 1 }} isThere=${wanted.page > 1} rel="prev" label="Previous" />
      <span class="of">Page ${wanted.page} of ${pages}</span>
      <${Step} to=${{ ...wanted, page: wanted.page + 1 }} isThere=${wanted.page < pages} rel="next" label="Next" />
    </nav>
  `
}

interface StepProps {
  readonly to: ListRoute
  readonly isThere: boolean
  readonly rel: string
  readonly label: string
}

function Step({ to, isThere, rel, label }: StepProps): Markup {
  if (!isThere) return html`<a role="link" aria-disabled="true">${label}</a>`
  return html`<a href=${addressOf(to)} rel=${rel}>${label}</a>`
}
