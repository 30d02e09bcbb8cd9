// What the page at this address is made of: JSON under `/api`, pictures, the stream of changes, and its own files.

import type { Embedder } from '@thala/embedder'
import type { Reading } from '../app.ts'
import type { Route } from '../route.ts'
import { blobRoute } from './blobs.ts'
import { listRoute } from './list.ts'
import type { Live } from './live.ts'
import { type Site, siteRoutes } from './site.ts'
import { storyRoute } from './story.ts'
import { streamRoute } from './stream.ts'

export interface PageParts {
  /** Tells of changes; stopped by whoever made it. */
  readonly live: Live
  /** Bytes of attachments by their sha256; absent where none are kept. */
  readonly blobs?: BlobReader | undefined
  /** Absent: there is the JSON alone. */
  readonly site?: Site | undefined
}

export interface BlobReader {
  get(sha256: string): Promise<Uint8Array | null>
}

export interface PageDeps extends PageParts {
  readonly reading: () => Reading
  readonly embedder: Pick<Embedder, 'embed'>
}

export const pageRoutes = (deps: PageDeps): Route[] => [
  listRoute(deps),
  storyRoute(deps),
  blobRoute(deps),
  streamRoute(deps),
  ...(deps.site ? siteRoutes(deps.site) : []),
]
