import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, type Route, requestOf, routeOf, start } from './route.ts'

describe('an address', () => {
  it.each([
    '/',
    '/?page=0',
    '/?page=-1',
    '/?page=1e3',
    '/?page=99999999999',
    '/?status=closed',
    '/?q=%20%20',
    '/nothing',
    '/incidents',
    '/incidents/',
    '/incidents/%20',
    '/incidents/%E0%A4%A',
    '/incidents/a/b',
    '//elsewhere.example',
  ])('%s is the list from its start', (address) => expect(routeOf(address)).toEqual(start))

  it.each<[string, Route]>([
    ['/?status=open', { ...start, status: 'open' }],
    [
      '/?status=resolved&q=payments+time%20out&page=3',
      { view: 'list', page: 3, status: 'resolved', query: 'payments time out' },
    ],
    ['/incidents/INC-A7K2P9Q', { view: 'story', id: 'INC-A7K2P9Q' }],
    ['/incidents/slack%3AT1%3AC1%3A1.2?q=x', { view: 'story', id: 'slack:T1:C1:1.2' }],
  ])('%s', (address, route) => expect(routeOf(address)).toEqual(route))

  it('is the same again after it was read, whatever people search for or call an incident', () => {
    const words = fc.string({ maxLength: 200, unit: 'grapheme' }).map((text) => text.trim().slice(0, 200).trim())
    const routes: fc.Arbitrary<Route> = fc.oneof(
      fc.record({
        view: fc.constant('list' as const),
        page: fc.integer({ min: 1, max: 1_000 }),
        status: fc.constantFrom('open' as const, 'resolved' as const, null),
        query: words.filter((text) => text.isWellFormed()),
      }),
      fc.record({
        view: fc.constant('story' as const),
        id: fc
          .string({ minLength: 1, maxLength: 60 })
          .map((text) => text.trim())
          .filter((text) => text !== '' && !/^\.{1,2}$/.test(text)),
      }),
    )
    fc.assert(
      fc.property(routes, (route) => {
        expect(routeOf(addressOf(route))).toEqual(route)
      }),
    )
  })
})

describe('what the API is asked', () => {
  it.each<[Route, string]>([
    [start, '/api/incidents'],
    [{ ...start, status: 'open', page: 2, query: 'a&b' }, '/api/incidents?status=open&q=a%26b&page=2'],
    [{ view: 'story', id: 'INC-A7K2P9Q' }, '/api/incidents/INC-A7K2P9Q'],
    [{ view: 'story', id: '../keys' }, '/api/incidents/..%2Fkeys'],
  ])('%j: %s', (route, path) => expect(requestOf(route)).toBe(path))
})
