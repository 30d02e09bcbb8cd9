// Times regular expressions in a thread of its own, because one that takes for ever can only be ended from outside. It
// imports nothing, so that it is there at once.

import { parentPort } from 'node:worker_threads'

export interface Timed {
  readonly source: string
  readonly flags: string
  /** What each text is made of, over and over. */
  readonly units: readonly string[]
  /** Characters of a text. */
  readonly length: number
  readonly limitMs: number
}

/** How often one that is over the limit is timed again before it is believed: others share the caches. */
const AGAIN = 3
/** What no class and no literal of ours takes: an end that does not fit, and a beginning, for what an anchor would spare. */
const MISFIT = '\u0000'

const port = parentPort
port?.on('message', ({ source, flags, units, length, limitMs }: Timed) => {
  let slowest = 0
  let on = ''
  for (const [unit, begin] of units.flatMap((one) => [[one, ''] as const, [one, MISFIT] as const])) {
    // Told before it begins, so that whoever ends this thread knows on what.
    port.postMessage({ kind: 'trying', on: unit })
    const text = begin + unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + MISFIT
    let ms = timed(source, flags, text)
    for (let again = 0; again < AGAIN && ms > limitMs; again++) ms = Math.min(ms, timed(source, flags, text))
    if (ms > slowest) {
      slowest = ms
      on = unit
    }
  }
  port.postMessage({ kind: 'done', ms: slowest, on })
})
port?.postMessage({ kind: 'ready' })

/** Milliseconds of this thread alone. A global one is asked for all of its matches, another for its first. */
function timed(source: string, flags: string, text: string): number {
  const regex = new RegExp(source, flags.replace('y', 'g'))
  const begun = process.threadCpuUsage()
  if (regex.global) for (const _ of text.matchAll(regex));
  else regex.exec(text)
  const { user, system } = process.threadCpuUsage(begun)
  return (user + system) / 1000
}
