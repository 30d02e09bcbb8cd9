// What people said about links, as far as it stands: an undone correction counts as absent, and of the pins on one message
// the latest counts. Pins hold for all time; status changes happen at their own place (see decide.ts).

import type { Correction } from '@thala/contracts'
import { comparePlaces, placeOfCorrection } from './order.ts'

export interface Pin {
  readonly correctionId: string
  /** The message that was corrected. */
  readonly messageId: string
  /** `join`: it belongs where `with` is. `apart`: it does not, or nowhere at all when `with` is null. */
  readonly kind: 'join' | 'apart'
  readonly with: string | null
}

export interface People {
  readonly undone: ReadonlySet<string>
  /** The pin on a message. */
  pinOf(messageId: string): Pin | undefined
  /** Standing pins of other messages that name this one, latest last. */
  pinsWith(messageId: string): readonly Pin[]
}

export function peopleOf(corrections: Iterable<Correction>): People {
  const all = [...corrections].sort(inOrder)
  const undone = undoneIn(all)
  const pins = new Map<string, Pin>()
  for (const correction of all) {
    if (undone.has(correction.id)) continue
    for (const messageId of correction.targets) {
      const pin = pinFrom(correction, messageId)
      if (!pin) continue
      // Taken out first: the order of the map is then the order in which the standing pins were made.
      pins.delete(messageId)
      pins.set(messageId, pin)
    }
  }
  const named = Map.groupBy(pins.values(), (pin) => pin.with)
  return {
    undone,
    pinOf: (messageId) => pins.get(messageId),
    pinsWith: (messageId) => named.get(messageId) ?? [],
  }
}

/** An undo after what it takes back, even at the same millisecond. */
const inOrder = (a: Correction, b: Correction): number =>
  a.at - b.at ||
  Number(a.action === 'undo') - Number(b.action === 'undo') ||
  comparePlaces(placeOfCorrection(a), placeOfCorrection(b))

/** Latest first: an undo counts unless a later one took it back, and takes back what came before it only. */
function undoneIn(ordered: readonly Correction[]): Set<string> {
  const position = new Map(ordered.map(({ id }, i) => [id, i]))
  const undone = new Set<string>()
  for (const [i, { id, action, undoes }] of [...ordered.entries()].reverse()) {
    if (action !== 'undo' || undoes === null || undone.has(id)) continue
    if ((position.get(undoes) ?? i) < i) undone.add(undoes)
  }
  return undone
}

/** Null for what pins nothing. A message cannot be pinned to itself, and a confirmation of nothing confirms nothing. */
function pinFrom({ id, action, with: other }: Correction, messageId: string): Pin | null {
  if (other === messageId) return null
  const pin = { correctionId: id, messageId, with: other }
  if (action === 'unlink') return { ...pin, kind: 'apart' }
  if (action === 'confirm') return other === null ? null : { ...pin, kind: 'join' }
  if (action === 'relink') return { ...pin, kind: other === null ? 'apart' : 'join' }
  return null
}

/** Corrections that fix a message's place, rather than change an incident at a time. */
export const isPin = ({ action }: Correction): boolean =>
  action === 'confirm' || action === 'relink' || action === 'unlink'
