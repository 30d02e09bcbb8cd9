// Starts the page: shows what the address says, and keeps it up to date.

import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.ts'
import { html } from './html.ts'
import { listen } from './live.ts'
import { load } from './load.ts'
import { followLinks } from './navigate.ts'
import { minute, route, story } from './state.ts'

/** Changes come in bursts: the page asks once for all of one. */
const GATHER_MS = 300
/** And once more when things are quiet: what is searched may be a moment behind what is stored. */
const SETTLE_MS = 2_000
const MINUTE_MS = 60_000

let gathering: ReturnType<typeof setTimeout> | undefined
let settling: ReturnType<typeof setTimeout> | undefined

function refreshSoon(): void {
  if (gathering === undefined)
    gathering = setTimeout(() => {
      gathering = undefined
      void load('change')
    }, GATHER_MS)
  clearTimeout(settling)
  settling = setTimeout(() => void load('change'), SETTLE_MS)
}

/** Whether a story is shown that a change of this incident leaves as it is. */
function isElsewhere(id: string): boolean {
  const shown = story.peek()
  return route.peek().view === 'story' && shown.kind === 'ready' && shown.value.incident.id !== id
}

const page = document.getElementById('page')
if (page) render(html`<${App} />`, page)
followLinks()
setInterval(() => {
  minute.value = Date.now()
}, MINUTE_MS)
effect(() => {
  route.value
  void load('navigation')
})
void listen({
  everything: refreshSoon,
  incident: (id) => {
    if (!isElsewhere(id)) refreshSoon()
  },
})
