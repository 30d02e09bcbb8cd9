// The page's HTML and the headers that go with it. It is the same for everybody and holds nothing of anybody.

import { createHash } from 'node:crypto'

export type Address = (name: string) => string

export interface PageParts {
  readonly address: Address
  /** Where the modules that are imported by name are. */
  readonly imports: Readonly<Record<string, string>>
  /** All modules, so that the browser need not find them one by one. */
  readonly modules: readonly string[]
}

const styles = ['base', 'pieces', 'controls', 'list', 'story']
const IMPORT_MAP = /<script type="importmap">(.*?)<\/script>/s

export const pageHtml = ({ address, imports, modules }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Thala</title>
<link rel="icon" type="image/svg+xml" href="${address('browser/icon.svg')}">
${styles.map((name) => `<link rel="stylesheet" href="${address(`browser/${name}.css`)}">`).join('\n')}
<script type="importmap">${JSON.stringify({ imports })}</script>
${modules.map((name) => `<link rel="modulepreload" href="${address(name)}">`).join('\n')}
<script type="module" src="${address('browser/main.ts')}"></script>
</head>
<body>
<noscript>This page needs JavaScript. The same is told by <code>npm run thala -- ask latest_issue</code>.</noscript>
<div id="page"></div>
</body>
</html>
`

/** Only this page's own files may run, nothing may be embedded anywhere, nothing leaves for elsewhere. */
export function pageHeaders(html: string): Record<string, string> {
  const [, map = ''] = IMPORT_MAP.exec(html) ?? []
  const hash = createHash('sha256').update(map).digest('base64')
  const policy = [
    "default-src 'none'",
    // Browsers take an import map only from the page itself.
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}
