// Moves between the views without loading the page again: links, the address bar, back and forward.

import { effect } from '@preact/signals'
import { addressOf, type Route, routeOf } from '../view-model/route.ts'
import { isHeld, route } from './state.ts'

/** Where the list was left, and at which incident. */
let left = { top: 0, link: '' }

export function navigate(next: Route, { replace = false } = {}): void {
  const address = addressOf(next)
  if (replace) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  go(next)
}

function go(next: Route): void {
  const from = route.peek()
  if (from.view === 'list' && next.view === 'story') left = { top: scrollY, link: addressOf(next) }
  isHeld.value = false
  route.value = next
  if (from.view === 'story' && next.view === 'list') requestAnimationFrame(backToList)
  else if (next.view === 'story') requestAnimationFrame(toStory)
}

/** Keyboard and screen reader go on where the eye does. */
function toStory(): void {
  scrollTo(0, 0)
  document.querySelector('main')?.focus({ preventScroll: true })
}

function backToList(): void {
  scrollTo(0, left.top)
  const link = [...document.querySelectorAll('main a')].find((one) => one.getAttribute('href') === left.link)
  if (link instanceof HTMLElement) link.focus({ preventScroll: true })
}

export function followLinks(): void {
  history.scrollRestoration = 'manual'
  addEventListener('popstate', () => go(routeOf(location.href)))
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const href = link?.getAttribute('href') ?? ''
    if (!isOurs(href)) return
    event.preventDefault()
    navigate(routeOf(href))
  })
  effect(() => {
    const now = route.value
    document.title = now.view === 'story' ? `${now.id} · Thala` : 'Incidents · Thala'
  })
}

const isOurs = (href: string): boolean => href === '/' || href.startsWith('/?') || href.startsWith('/incidents/')
