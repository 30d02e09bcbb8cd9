// The one order in which everything is decided: source time, then id. Arrival plays no part.

import type { Correction, LinkInput } from '@thala/contracts'

export interface Place {
  readonly at: number
  readonly id: string
}

export const comparePlaces = (a: Place, b: Place): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export const placeOfMessage = ({ at, messageId }: Pick<LinkInput, 'at' | 'messageId'>): Place => ({ at, id: messageId })
export const placeOfCorrection = ({ at, id }: Pick<Correction, 'at' | 'id'>): Place => ({ at, id })

export const isBefore = (a: LinkInput, b: LinkInput): boolean =>
  a.at < b.at || (a.at === b.at && a.messageId < b.messageId)

export const earlier = (a: Place, b: Place): Place => (comparePlaces(a, b) <= 0 ? a : b)
