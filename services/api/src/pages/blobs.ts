// GET /api/blobs/:sha256 → a picture, if a message that the reader may read has it attached; else it is "not found".
// The bytes are somebody else's: they are sent as the picture that they begin like, or not at all, and may do nothing.

import { collections, sha256Hex } from '@thala/contracts'
import { type MessageState, readableConversations } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { content, route } from '../route.ts'
import { pictureType } from './picture-type.ts'
import { isPicture } from './pictures.ts'
import type { PageDeps } from './routes.ts'

/** The same bytes may hang on many messages; of those beyond none is looked at. */
const MAX_MESSAGES = 200

const headers = {
  'content-disposition': 'inline; filename="attachment"',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  // By no shared cache: who may see it is decided at each request.
  'cache-control': 'private, no-cache',
}

export const blobRoute = ({ reading, blobs }: PageDeps) =>
  route({
    method: 'get',
    path: '/api/blobs/:sha256',
    summary: 'A picture that is attached to a message',
    needs: 'read',
    isPage: true,
    params: z.object({ sha256: z.string().max(200) }),
    answers: { 200: { description: 'PNG, JPEG, WebP or GIF', type: 'image/*' } },
    handle: async ({ params, access: { reader } }) => {
      const { store } = reading()
      const sha256 = sha256Hex.safeParse(params.sha256).data
      const conversations = new Set(await readableConversations(store, reader))
      const isReadable = sha256 !== undefined && (await isAttached(store, conversations, sha256))
      const bytes = isReadable ? await blobs?.get(sha256) : undefined
      const type = bytes ? pictureType(bytes) : null
      if (!bytes || type === null) throw new Problem(404, 'Not found', 'There is no such picture that you may see.')
      return content(type, bytes, headers)
    },
  })

/** Look-ups by field may lag behind the documents, which are therefore asked once more. */
async function isAttached(store: StoreReader, conversations: ReadonlySet<string>, sha256: string): Promise<boolean> {
  const found = await store.findBy(collections.messages, 'attachment', [sha256], { limit: MAX_MESSAGES })
  const ids = found.map(({ id }) => id)
  if (ids.length === 0) return false
  const messages = await store.get<Versioned<MessageState>>(collections.messages, ids)
  return [...messages.values()].some(({ body: { state } }) => {
    if (state.deleted || !conversations.has(state.conversationId)) return false
    return state.attachments.some((one) => one.sha256 === sha256 && isPicture(one))
  })
}
