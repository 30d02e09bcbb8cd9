// The page's own files, which are handed in as data. They hold nothing of anybody; the page itself is asked for with a key
// where there are keys, so that the browser has one to send along from then on.

import { z } from 'zod'
import { Problem } from '../problem.ts'
import { content, type Route, route } from '../route.ts'

export interface Site {
  readonly html: string
  /** Sent with the page: above all which scripts may run in it. */
  readonly headers: Readonly<Record<string, string>>
  /** By path, such as `/assets/3f9a/main.ts`. Under one path never another content. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly body: Uint8Array }>
}

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' }
const named = z.object({ path: z.array(z.string().max(200)).max(10) })

export const siteRoutes = ({ html, headers, files }: Site): Route[] => [
  // What stands below a page's address is told apart in the browser.
  ...['/', '/incidents/:id'].map((path) =>
    route({
      method: 'get',
      path,
      summary: 'The page',
      needs: 'read',
      isPage: true,
      answers: { 200: { description: 'The page', type: 'text/html' } },
      handle: () => content('text/html; charset=utf-8', html, headers),
    }),
  ),
  route({
    method: 'get',
    path: '/assets/*path',
    summary: 'Scripts and styles of the page',
    needs: 'nothing',
    params: named,
    answers: { 200: { description: 'The file', type: 'text/javascript' } },
    handle: ({ params: { path } }) => {
      const file = files.get(`/assets/${path.join('/')}`)
      if (!file) throw new Problem(404, 'Not found', 'There is no such file.')
      return content(file.type, file.body, FOR_EVER)
    },
  }),
]
