// A file that hangs on a message: a picture with the text that was read from it, or what is known of anything else.

import { useSignal } from '@preact/signals'
import type { PageAttachment } from '@thala/contracts/page'
import { useRef } from 'preact/hooks'
import { html, type Markup } from './html.ts'

export function Attachment({ of }: { of: PageAttachment }): Markup {
  if (of.sha256 !== null) return html`<${Picture} of=${of} address=${`/api/blobs/${of.sha256}`} />`
  return html`
    <figure class="file">
      <figcaption><bdi class="name">${of.name}</bdi> <${Reason} of=${of} /></figcaption>
      <${Text} of=${of} />
    </figure>
  `
}

function Picture({ of, address }: { of: PageAttachment; address: string }): Markup {
  const dialog = useRef<HTMLDialogElement>(null)
  const isGone = useSignal(false)
  const description = `Screenshot ${of.name}`
  return html`
    <figure class="picture">
      ${
        isGone.value
          ? html`<p class="thumbnail none">This picture cannot be shown.</p>`
          : html`<button type="button" class="thumbnail" aria-haspopup="dialog" onClick=${() => dialog.current?.showModal()}>
            <img src=${address} alt=${`${description}, enlarge`} loading="lazy" decoding="async" onError=${() => (isGone.value = true)} />
          </button>`
      }
      <figcaption>
        <bdi class="name">${of.name}</bdi> <${Reason} of=${of} />
        <${Text} of=${of} />
      </figcaption>
      <dialog ref=${dialog} aria-label=${description} onClick=${closeOutside}>
        <form method="dialog"><bdi class="name">${of.name}</bdi><button>Close</button></form>
        <img src=${address} alt=${description} loading="lazy" />
      </dialog>
    </figure>
  `
}

/** A click beside the contents is one on the dialog itself. */
function closeOutside({ target, currentTarget }: { target: EventTarget; currentTarget: HTMLDialogElement }): void {
  if (target === currentTarget) currentTarget.close()
}

function Reason({ of }: { of: PageAttachment }): Markup | null {
  if (of.text !== null) return html`<span class="under">text read from it:</span>`
  return html`<span class="under">${of.reason === null ? 'not read' : `not read: ${of.reason}`}</span>`
}

function Text({ of }: { of: PageAttachment }): Markup | null {
  return of.text === null || of.text.trim() === '' ? null : html`<pre class="read">${of.text.trim()}</pre>`
}
