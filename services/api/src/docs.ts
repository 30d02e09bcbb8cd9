// GET /openapi.json, and /docs to try it out: Swagger UI from this server's own files; nothing comes from elsewhere.

import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Problem } from './problem.ts'
import { content, json, type Route, route } from './route.ts'

const FILES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
])

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thala API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`
const START = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })\n"
const SCRIPT = 'text/javascript; charset=utf-8'
const CACHED = { 'cache-control': 'private, max-age=3600' }

/** Read once: whoever asks needs no key, and so may ask often. */
const files = new Map<string, Promise<Uint8Array>>()

function kept(file: string): Promise<Uint8Array> {
  const known = files.get(file)
  if (known) return known
  const reading = readFile(new URL(import.meta.resolve(`swagger-ui-dist/${file}`)))
  files.set(file, reading)
  return reading
}

export const docsRoutes = (document: () => object): Route[] => [
  route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    needs: 'any',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: () => json(document()),
  }),
  route({
    method: 'get',
    path: '/docs',
    summary: 'This description as a page',
    needs: 'any',
    isPage: true,
    answers: { 200: { description: 'The page', type: 'text/html' } },
    handle: () => content('text/html; charset=utf-8', PAGE, HEADERS),
  }),
  route({
    method: 'get',
    path: '/docs/:file',
    summary: 'What that page is made of',
    needs: 'nothing',
    params: z.object({ file: z.string().max(64) }),
    answers: { 200: { description: 'The file', type: 'text/javascript' }, 404: { description: 'No such file' } },
    handle: async ({ params: { file } }) => {
      if (file === 'start.js') return content(SCRIPT, START, CACHED)
      const type = FILES.get(file)
      if (type === undefined) throw new Problem(404, 'Not found', 'There is no such file.')
      return content(type, await kept(file), CACHED)
    },
  }),
  route({
    method: 'get',
    path: '/redoc',
    summary: 'Leads to /docs',
    needs: 'any',
    isPage: true,
    answers: { 302: { description: 'To /docs', type: 'text/plain' } },
    handle: () => content('text/plain; charset=utf-8', 'See /docs\n', { location: '/docs' }, 302),
  }),
]
