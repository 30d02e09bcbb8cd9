import { beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})

const names = () => [...site.files.keys()].map((path) => path.replace(/^\/assets\/[0-9a-f]{16}\//, ''))
const textOf = (name: string) =>
  new TextDecoder().decode([...site.files].find(([path]) => path.endsWith(`/${name}`))?.[1].body)

describe('the files of the page', () => {
  it('are its modules, styles and libraries, and nothing else of the project', () => {
    expect(names()).toEqual(expect.arrayContaining(['browser/main.ts', 'view-model/route.ts', 'libraries/preact.js']))
    for (const name of names()) expect(name).toMatch(/^(?:browser|view-model|libraries)\/[a-z/-]+\.(?:ts|css|svg|js)$/)
    expect(names().filter((name) => /test|fixture|config|map/.test(name))).toEqual([])
  })

  it('are sent as what they are, without types and without addresses of maps', () => {
    for (const [path, { type, body }] of site.files) {
      const text = new TextDecoder().decode(body)
      if (/\.(?:ts|js)$/.test(path)) expect([path, type]).toEqual([path, 'text/javascript; charset=utf-8'])
      expect(text).not.toMatch(/import type|sourceMappingURL/)
    }
    expect(textOf('route.ts')).toContain('export function routeOf(address        )')
  })

  it('import one another, and nothing that is not there', () => {
    const own = [...site.files].filter(([path]) => path.endsWith('.ts') || path.endsWith('.js'))
    const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(site.html)?.[1] ?? '{}')
    for (const [path, { body }] of own)
      for (const [, specifier = ''] of new TextDecoder().decode(body).matchAll(/(?:from|import)\s*["']([^"']+)["']/g)) {
        const target = specifier.startsWith('.')
          ? new URL(specifier, `http://here${path}`).pathname
          : imports[specifier]
        expect([path, specifier, site.files.has(target)]).toEqual([path, specifier, true])
      }
  })

  it('have addresses that stay while they do', async () => {
    expect([...(await openSite()).files.keys()]).toEqual([...site.files.keys()])
  })
})

describe('the page', () => {
  it('names only files that there are', () => {
    const addresses = [...site.html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address)
    expect(addresses.length).toBeGreaterThan(20)
    for (const address of addresses) expect(site.files.has(address ?? '')).toBe(true)
  })

  it('has no script, style or handler of its own but the import map', () => {
    expect(site.html.match(/<script(?! type="importmap"| type="module" src=)/g)).toBeNull()
    expect(site.html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
  })

  it('may run nothing but its own files, be framed by nobody, and tells nobody where it was', () => {
    const policy = site.headers['content-security-policy'] ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self';/)
    for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "connect-src 'self'"])
      expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(site.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
  })
})
