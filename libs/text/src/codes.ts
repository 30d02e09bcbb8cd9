// Terms that name one particular thing rather than a kind of things: error codes, hosts, builds, requests. Two messages that
// share a rare one are about the same thing, however differently they tell it.

import { MAX_CODES } from './limits.ts'

/** Shorter ones are sizes, times and ordinals: `5pm`, `2nd`, `16gb`. */
const SHORTEST = 5
const LONGEST = 40

/** Letters with digits, joined or with three digits: `e-1042`, `orders-db-2`, `err1042`; not `autumn10`. In lower case. */
export const isCode = (term: string): boolean =>
  term.length >= SHORTEST &&
  term.length <= LONGEST &&
  /\p{L}/u.test(term) &&
  (/\d\d\d/.test(term) || (/\d/.test(term) && /[-_:#]/.test(term))) &&
  !isMeasure(term)

/** `1500ms`, `v2.3.1`: of those, many things have the same. */
const isMeasure = (term: string): boolean => /^\d[\d.]*\p{L}{1,3}$/u.test(term) || /^v?\d+(?:\.\d+)*$/.test(term)

/** Distinct, in order, at most 64. */
export const codesAmong = (terms: readonly string[]): string[] => [...new Set(terms.filter(isCode))].slice(0, MAX_CODES)
