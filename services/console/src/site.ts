// The page as data: its HTML, the headers that go with it, and every file that it needs under an address that changes
// with the contents. Nothing is built: types are stripped from our own modules, libraries are sent as they are installed.
// Promise: what is not in `files` cannot be asked for, and nothing but `files` can run in the page.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Address, pageHeaders, pageHtml } from './page-html.ts'

export interface SiteFile {
  readonly type: string
  readonly body: Uint8Array
}

export interface Site {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  /** By path, such as `/assets/3f9a…/browser/main.ts`. */
  readonly files: ReadonlyMap<string, SiteFile>
}

/** Libraries by the name under which modules import them. */
const libraries = ['preact', 'preact/hooks', 'htm', '@preact/signals', '@preact/signals-core'] as const

const types: Readonly<Record<string, string>> = {
  ts: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}
const JAVASCRIPT = 'text/javascript; charset=utf-8'

export async function openSite(): Promise<Site> {
  const own = await Promise.all([ownFiles('browser'), ownFiles('view-model')])
  const vendor = await Promise.all(libraries.map(libraryFile))
  const files = new Map([...own.flat(), ...vendor])
  const root = `/assets/${versionOf(files)}/`
  const address: Address = (name) => `${root}${name}`
  const html = pageHtml({
    address,
    imports: Object.fromEntries(libraries.map((name) => [name, address(libraryPath(name))])),
    modules: [...files].filter(([, { type }]) => type === JAVASCRIPT).map(([name]) => name),
  })
  return {
    html,
    headers: pageHeaders(html),
    files: new Map([...files].map(([name, file]) => [address(name), file])),
  }
}

/** Modules, styles and pictures of one folder; no tests. */
async function ownFiles(folder: string): Promise<[string, SiteFile][]> {
  const names = (await readdir(new URL(`./${folder}/`, import.meta.url))).toSorted()
  const served = names.filter((name) => /^[a-z-]+\.(?:ts|css|svg)$/.test(name))
  return Promise.all(
    served.map(async (name) => [`${folder}/${name}`, await ownFile(`./${folder}/${name}`)] as const),
  ).then((all) => all.map(([name, file]): [string, SiteFile] => [name, file]))
}

async function ownFile(path: string): Promise<SiteFile> {
  const text = await readFile(new URL(path, import.meta.url), 'utf8')
  const extension = path.slice(path.lastIndexOf('.') + 1)
  // Types become spaces: lines and columns stay what they are in the source.
  const code = extension === 'ts' ? stripTypeScriptTypes(text, { mode: 'strip' }) : text
  return { type: types[extension] ?? JAVASCRIPT, body: new TextEncoder().encode(code) }
}

const libraryPath = (name: string): string => `libraries/${name.replace('@', '')}.js`

async function libraryFile(name: string): Promise<[string, SiteFile]> {
  const body = await readFile(fileURLToPath(import.meta.resolve(name)), 'utf8')
  // The maps are not served, and a browser's tools would ask for them.
  const code = body.replace(/\/\/# sourceMappingURL=\S*\s*$/, '')
  return [libraryPath(name), { type: JAVASCRIPT, body: new TextEncoder().encode(code) }]
}

function versionOf(files: ReadonlyMap<string, SiteFile>): string {
  const hash = createHash('sha256')
  for (const [name, { body }] of files) hash.update(`${name}\0${body.length}\0`).update(body)
  return hash.digest('hex').slice(0, 16)
}
