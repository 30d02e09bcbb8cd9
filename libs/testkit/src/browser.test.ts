import { describe, expect, it } from 'vitest'
import { type BrowserFacts, decideBrowser } from './browser.ts'

const none: BrowserFacts = { named: undefined, known: undefined, required: false, off: false, canInstall: false }

describe('where Chromium comes from', () => {
  it.each<[string, Partial<BrowserFacts>, object]>([
    ['nothing there, on somebody’s machine', {}, { from: 'nowhere', reason: expect.stringContaining('CHROMIUM_PATH') }],
    ['an empty variable', { named: '' }, { from: 'nowhere', reason: expect.stringContaining('apt-get install') }],
    ['root, but nobody requires it', { canInstall: true }, { from: 'nowhere', reason: expect.any(String) }],
    ['required, and nobody may install', { required: true }, { from: 'nowhere', reason: expect.any(String) }],
    ['required, as root', { required: true, canInstall: true }, { from: 'apt' }],
    [
      'one that is known',
      { known: '/usr/bin/chromium', required: true, canInstall: true },
      { from: 'path', path: '/usr/bin/chromium' },
    ],
    ['one that is named', { named: '/opt/c', known: '/usr/bin/chromium' }, { from: 'path', path: '/opt/c' }],
    ['servers switched off', { named: '/opt/c', off: true }, { from: 'nowhere', reason: 'THALA_TEST_SERVERS is off' }],
  ])('%s', (_, facts, origin) => expect(decideBrowser({ ...none, ...facts })).toEqual(origin))
})
